import { pythonRegex } from "./python-regex.ts";

/** What a block between markers is to be. */
export interface BlockPlace {
  readonly state: "present" | "absent";
  readonly block: string;
  readonly marker: string;
  readonly marker_begin: string;
  readonly marker_end: string;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly append_newline: boolean;
  readonly prepend_newline: boolean;
  /** Whether the file is there. */
  readonly exists: boolean;
}

/** The text with the block put in, replaced or taken out. */
export function editBlock(place: BlockPlace, text: string): { readonly text: string; readonly message: string } {
  const begin = place.marker.replaceAll("{mark}", place.marker_begin);
  const end = place.marker.replaceAll("{mark}", place.marker_end);
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const wanted =
    place.state === "present" && place.block !== "" ? [begin, ...place.block.replace(/\n$/, "").split("\n"), end] : [];
  const found = findMarkers(lines, begin, end);
  const rest = found ? [...lines.slice(0, found.start), ...lines.slice(found.end + 1)] : lines;
  const at = found ? found.start : insertionPoint(place, { text, lines });
  const result = [
    ...rest.slice(0, at),
    ...framed(place, wanted, { before: rest[at - 1], after: rest[at], at }),
    ...rest.slice(at),
  ];
  const isEmpty = result.length === 0;
  const after = isEmpty
    ? ""
    : `${result.join("\n")}${wanted.length > 0 || text.endsWith("\n") || text === "" ? "\n" : ""}`;
  if (after === text) return { text, message: "" };
  return { text: after, message: messageOf(wanted.length > 0, place.exists) };
}

function messageOf(wanted: boolean, exists: boolean): string {
  if (!exists && wanted) return "File created";
  if (!wanted) return "Block removed";
  return "Block inserted";
}

/** The last pair of markers, whichever stands first; nothing when one is missing. */
function findMarkers(lines: readonly string[], begin: string, end: string): { start: number; end: number } | undefined {
  const first = lines.findLastIndex((line) => line === begin);
  const last = lines.findLastIndex((line) => line === end);
  if (first < 0 || last < 0) return undefined;
  return { start: Math.min(first, last), end: Math.max(first, last) };
}

interface Content {
  readonly text: string;
  readonly lines: readonly string[];
}

function insertionPoint({ insertafter, insertbefore }: BlockPlace, content: Content): number {
  const end = content.lines.length;
  if (insertbefore === "BOF") return 0;
  if (insertbefore !== undefined) return lineOf(content, insertbefore, "start") ?? end;
  if (insertafter === undefined || insertafter === "EOF") return end;
  const line = lineOf(content, insertafter, "end");
  return line === undefined ? end : line + 1;
}

/** The last line that an expression is found in. One with the flag `m` may span lines: then the first match counts. */
function lineOf({ text, lines }: Content, source: string, edge: "start" | "end"): number | undefined {
  const expression = pythonRegex(source);
  if (expression.multiline) {
    const match = expression.exec(text);
    return match
      ? text.slice(0, match.index + (edge === "end" ? match[0].length : 0)).split("\n").length - 1
      : undefined;
  }
  const index = lines.findLastIndex((line) => expression.test(line));
  return index < 0 ? undefined : index;
}

interface Neighbours {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly at: number;
}

function framed(place: BlockPlace, block: readonly string[], { before, after, at }: Neighbours): readonly string[] {
  if (block.length === 0) return [];
  const above = place.prepend_newline && at !== 0 && before !== "" ? [""] : [];
  const below = place.append_newline && after !== undefined && after !== "" ? [""] : [];
  return [...above, ...block, ...below];
}
