/** One mount as fstab has it, decoded. */
export interface FstabEntry {
  readonly src: string;
  readonly path: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: string;
  readonly passno: string;
}

/** The text with one line for the mount, in its old place. */
export function withMount(text: string, wanted: FstabEntry): string {
  let found = false;
  const lines = linesOf(text).map((line) => {
    const entry = parse(line);
    if (!entry || !isSame(entry, wanted)) return line;
    found = true;
    return equals(entry, wanted) ? line : render(wanted);
  });
  return join(found ? lines : [...lines, render(wanted)]);
}

/** The text without the mount. */
export function withoutMount(
  text: string,
  wanted: Pick<FstabEntry, "path"> & { readonly src?: string | undefined },
): string {
  return join(
    linesOf(text).filter((line) => {
      const entry = parse(line);
      return !entry || !isSame(entry, wanted);
    }),
  );
}

/** Swap has no path: there the source decides. */
function isSame(entry: FstabEntry, wanted: { readonly path: string; readonly src?: string | undefined }): boolean {
  if (entry.path !== wanted.path) return false;
  return !(entry.path === "none" && entry.fstype === "swap" && wanted.src !== undefined && entry.src !== wanted.src);
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function join(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function parse(line: string): FstabEntry | undefined {
  const fields = line.trim().split(/\s+/);
  if (line.trim().startsWith("#") || fields.length < 4 || fields.length > 6) return undefined;
  const [src = "", path = "", fstype = "", opts = "", dump = "0", passno = "0"] = fields.map(decode);
  return { src, path, fstype, opts, dump, passno };
}

function equals(a: FstabEntry, b: FstabEntry): boolean {
  return render(a) === render(b);
}

function render({ src, path, fstype, opts, dump, passno }: FstabEntry): string {
  return [src, path, fstype, opts, dump, passno].map(encode).join(" ");
}

function encode(field: string): string {
  return field.replaceAll("\\", "\\134").replaceAll(" ", "\\040").replaceAll("&", "\\046");
}

function decode(field: string): string {
  return field.replaceAll(/\\(\d{3})/g, (_whole, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}
