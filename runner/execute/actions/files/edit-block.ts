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
  const at = found ? found.start : insertionPoint(place, lines);
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

function insertionPoint({ insertafter, insertbefore }: BlockPlace, lines: readonly string[]): number {
  if (insertbefore !== undefined && insertbefore !== "BOF") {
    const index = lastMatch(lines, insertbefore);
    return index < 0 ? lines.length : index;
  }
  if (insertbefore === "BOF") return 0;
  if (insertafter === undefined || insertafter === "EOF") return lines.length;
  const index = lastMatch(lines, insertafter);
  return index < 0 ? lines.length : index + 1;
}

function lastMatch(lines: readonly string[], source: string): number {
  const expression = pythonRegex(source);
  return lines.findLastIndex((line) => expression.test(line));
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
