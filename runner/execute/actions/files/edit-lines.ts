import { expandTemplate, pythonRegex } from "./python-regex.ts";

/** A text after an edit of one of its lines. */
export interface LineEdit {
  readonly text: string;
  /** `line added`, `line replaced`, `N line(s) removed`, or empty when nothing changed. */
  readonly message: string;
  /** Of a removal: how many lines were found. */
  readonly found?: number;
}

/** How a line is found and where a new one goes. */
export interface LinePlace {
  readonly line: string;
  readonly regexp?: string;
  readonly search_string?: string;
  readonly backrefs: boolean;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly firstmatch: boolean;
}

/** The text with the line in it: a match of regexp or search_string is replaced, else the line is put in its place. */
export function presentLine(place: LinePlace, text: string): LineEdit {
  const lines = splitLines(text);
  const match = findMatch(place, lines);
  if (match) return replaceAt(place, lines, match);
  const exact = lines.findLastIndex((line) => bare(line) === place.line);
  if (exact >= 0) return replaceAt(place, lines, { index: exact, groups: undefined });
  if (place.backrefs) return { text, message: "" };
  return insertLine(place, lines);
}

/** The text without the lines that match. */
export function absentLine(
  { line, regexp, search_string: search }: { line?: string; regexp?: string; search_string?: string },
  text: string,
): LineEdit {
  const expression = regexp === undefined ? undefined : pythonRegex(regexp);
  const isMatch = (current: string): boolean => {
    if (expression) return expression.test(current);
    return search === undefined ? bare(current) === line : current.includes(search);
  };
  const lines = splitLines(text);
  const kept = lines.filter((current) => !isMatch(current));
  const found = lines.length - kept.length;
  return { text: kept.join(""), message: found > 0 ? `${found} line(s) removed` : "", found };
}

interface Match {
  readonly index: number;
  /** Of regexp, for backrefs. */
  readonly groups: RegExpExecArray | undefined;
}

function findMatch(
  { regexp, search_string: search, firstmatch }: LinePlace,
  lines: readonly string[],
): Match | undefined {
  if (regexp === undefined && search === undefined) return undefined;
  const expression = regexp === undefined ? undefined : pythonRegex(regexp);
  let found: Match | undefined;
  for (const [index, line] of lines.entries()) {
    const groups = expression?.exec(line) ?? undefined;
    if (!groups && (search === undefined || !line.includes(search))) continue;
    found = { index, groups };
    if (firstmatch) break;
  }
  return found;
}

function replaceAt({ line, backrefs }: LinePlace, lines: readonly string[], { index, groups }: Match): LineEdit {
  const wanted = backrefs && groups ? expandTemplate(line, groups) : line;
  const ended = wanted.endsWith("\n") ? wanted : `${wanted}\n`;
  if (lines[index] === ended) return { text: lines.join(""), message: "" };
  return { text: lines.with(index, ended).join(""), message: "line replaced" };
}

function insertLine(place: LinePlace, lines: readonly string[]): LineEdit {
  const { line, insertafter, insertbefore } = place;
  if (insertbefore === "BOF" || insertafter === "BOF") return added([`${line}\n`, ...lines]);
  const anchor = anchorOf(place, lines);
  if (anchor === undefined) {
    const last = lines.at(-1);
    const ended = last === undefined || /[\r\n]$/.test(last) ? lines : [...lines, "\n"];
    return added([...ended, `${line}\n`]);
  }
  const at = insertafter === undefined ? anchor : anchor + 1;
  const neighbour = insertafter !== undefined && at === lines.length ? lines[at - 1] : lines[at];
  if (insertafter !== undefined && neighbour !== undefined && bare(neighbour) === line)
    return { text: lines.join(""), message: "" };
  return added([...lines.slice(0, at), `${line}\n`, ...lines.slice(at)]);
}

/** The line that insertafter or insertbefore finds; the last one unless firstmatch. */
function anchorOf({ insertafter, insertbefore, firstmatch }: LinePlace, lines: readonly string[]): number | undefined {
  const source = insertafter !== undefined && insertafter !== "EOF" ? insertafter : insertbefore;
  if (source === undefined) return undefined;
  const expression = pythonRegex(source);
  const isMatch = (line: string): boolean => expression.test(line);
  const index = firstmatch ? lines.findIndex(isMatch) : lines.findLastIndex(isMatch);
  return index < 0 ? undefined : index;
}

function added(lines: readonly string[]): LineEdit {
  return { text: lines.join(""), message: "line added" };
}

/** Lines with their ends. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function bare(line: string): string {
  return line.replace(/[\r\n]+$/, "");
}
