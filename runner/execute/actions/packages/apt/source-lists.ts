/** One line of a one-line-style source list. */
export interface SourceLine {
  /** `deb ...` or `deb-src ...` with single blanks; for other lines the text itself. */
  readonly source: string;
  readonly valid: boolean;
  readonly enabled: boolean;
  readonly comment: string;
}

/** Source lists by file. */
export type SourceLists = ReadonlyMap<string, readonly SourceLine[]>;

/** Where apt looks; /etc/apt unless it was set up otherwise. */
export const SOURCES_FILE = "/etc/apt/sources.list";
export const SOURCES_FOLDER = "/etc/apt/sources.list.d";

/** Reads a line of a list. */
export function parseSource(text: string): SourceLine {
  const line = text.trim();
  const enabled = !line.startsWith("#");
  const body = enabled ? line : line.slice(1);
  const mark = body.indexOf("#");
  const comment = mark > 0 ? body.slice(mark + 1).trim() : "";
  const source = (mark > 0 ? body.slice(0, mark) : body).trim();
  const words = source.split(/\s+/);
  const valid = words[0] === "deb" || words[0] === "deb-src";
  return { source: valid ? words.join(" ") : source, valid, enabled, comment };
}

/** The text of a list. */
export function renderSources(lines: readonly SourceLine[]): string {
  return lines
    .map(({ enabled, source, comment }) => `${enabled ? "" : "# "}${source}${comment === "" ? "" : ` # ${comment}`}\n`)
    .join("");
}

/** The lists with a source: a commented one is taken into use, else it is added to a file. */
export function withSource(lists: SourceLists, source: string, file: string): SourceLists {
  const isThere = [...lists.values()].some((lines) => lines.some((line) => line.valid && line.source === source));
  if (!isThere) {
    const line = { source, valid: true, enabled: true, comment: "" };
    return new Map([...lists, [file, [...(lists.get(file) ?? []), line]]]);
  }
  return new Map(
    [...lists].map(([name, lines]) => [
      name,
      lines.map((line) => (line.valid && line.source === source ? { ...line, enabled: true } : line)),
    ]),
  );
}

/** The lists without a source. */
export function withoutSource(lists: SourceLists, source: string): SourceLists {
  return new Map(
    [...lists].map(([name, lines]) => [
      name,
      lines.filter((line) => !(line.valid && line.enabled && line.source === source)),
    ]),
  );
}

/** The file a source goes to when none is named: after its address. */
export function fileNameFor(source: string): string {
  const [address = ""] = source
    .replaceAll(/\[[^\]]+\]/g, "")
    .replaceAll(/\w+:\/\//g, "")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "deb" && word !== "deb-src");
  const name = address.slice(address.indexOf("@") + 1).replaceAll(/[^a-zA-Z0-9]/g, " ");
  return name.trim().split(/\s+/).join("_");
}
