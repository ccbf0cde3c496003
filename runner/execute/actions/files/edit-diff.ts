type Entry = Readonly<Record<string, unknown>>;

/** What an edit of a file's text did, as far as its diff tells it. */
interface Edit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The diff of the attributes that changed, as it was made beside that of the content. */
  readonly attributes: Entry | undefined;
}

/**
 * The `diff` of lineinfile and blockinfile: always two entries with their headings, content and attributes, which are empty
 * where no diff was asked for.
 */
export function editDiff({ path, before, after, attributes }: Edit, isWanted: boolean): readonly Entry[] {
  const heading = (what: string): Entry => ({ before_header: `${path} (${what})`, after_header: `${path} (${what})` });
  const content = isWanted ? { before, after } : { before: "", after: "" };
  return [
    { ...content, ...heading("content") },
    { ...(attributes && withoutPaths(attributes)), ...heading("file attributes") },
  ];
}

function withoutPaths({ before, after }: Entry): Entry {
  return { before: withoutPath(before), after: withoutPath(after) };
}

function withoutPath(values: unknown): unknown {
  return typeof values === "object" && values !== null
    ? Object.fromEntries(Object.entries(values).filter(([name]) => name !== "path"))
    : values;
}
