interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
  /** Stands between the lines made. */
  readonly between: string;
}

/** Jinja's `wordwrap`: every line of the text is wrapped by itself, blanks are kept inside lines and dropped at breaks. */
export function wrapText(text: string, options: WrapOptions): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, options).join(options.between))
    .join(options.between);
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const chunks = chunksOf(line, options.breakOnHyphens);
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && (chunks[0] ?? "").trim() === "") chunks.shift();
    let current = "";
    while (chunks.length > 0 && current.length + (chunks[0] ?? "").length <= options.width)
      current += chunks.shift() ?? "";
    if (chunks.length > 0 && (chunks[0] ?? "").length > options.width) current += takeLong(chunks, current, options);
    current = current.replace(/\s+$/, "");
    if (current !== "") lines.push(current);
  }
  return lines;
}

/** Part of a word that is longer than a line; the whole of it when words may not be broken and the line is empty. */
function takeLong(chunks: string[], current: string, { width, breakLongWords }: WrapOptions): string {
  const [long = ""] = chunks;
  if (!breakLongWords) return current === "" ? (chunks.shift() ?? "") : "";
  const room = Math.max(1, width - current.length);
  chunks[0] = long.slice(room);
  return long.slice(0, room);
}

function chunksOf(line: string, breakOnHyphens: boolean): string[] {
  const words = line.split(/(\s+)/).filter((chunk) => chunk !== "");
  if (!breakOnHyphens) return words;
  return words.flatMap((word) => word.split(/(?<=[\p{L}\d][\p{L}]*-)(?=\p{L})/u));
}
