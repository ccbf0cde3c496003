/** One step from the old lines to the new: kept, removed or added. */
interface Edit {
  readonly kind: " " | "-" | "+";
  readonly line: string;
}

const CONTEXT = 3;

/** A unified diff of two texts, without the two header lines; empty when they are the same. */
export function unifiedDiff(before: string, after: string): string {
  const edits = editsOf(linesWithEnds(before), linesWithEnds(after));
  return hunks(edits).map(printHunk).join("");
}

function linesWithEnds(text: string): readonly string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** The shortest edit by longest common subsequence, the common ends taken off first. */
function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const keep = (line: string): Edit => ({ kind: " ", line });
  return [
    ...before.slice(0, start).map(keep),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(keep),
  ];
}

/** Beyond this many cells the table costs more than a shortest diff is worth. */
const TABLE_LIMIT = 4_000_000;

function middle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const removed = before.map((line): Edit => ({ kind: "-", line }));
  const added = after.map((line): Edit => ({ kind: "+", line }));
  if (before.length === 0 || after.length === 0 || before.length * after.length > TABLE_LIMIT)
    return [...removed, ...added];
  return walkTable(before, after, commonLengths(before, after));
}

function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  return lengths;
}

function walkTable(before: readonly string[], after: readonly string[], lengths: Uint32Array): readonly Edit[] {
  const width = after.length + 1;
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const down = lengths[(row + 1) * width + column] ?? 0;
    const right = lengths[row * width + column + 1] ?? 0;
    if (row < before.length && column < after.length && before[row] === after[column]) {
      edits.push({ kind: " ", line: before[row] ?? "" });
      row += 1;
      column += 1;
    } else if (column >= after.length || (row < before.length && down >= right)) {
      edits.push({ kind: "-", line: before[row] ?? "" });
      row += 1;
    } else {
      edits.push({ kind: "+", line: after[column] ?? "" });
      column += 1;
    }
  }
  return edits;
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly edits: readonly Edit[];
}

function hunks(edits: readonly Edit[]): readonly Hunk[] {
  const found: Hunk[] = [];
  let oldLine = 0;
  let newLine = 0;
  let open: { oldStart: number; newStart: number; edits: Edit[]; quiet: number } | undefined;
  const before: Edit[] = [];
  for (const edit of edits) {
    if (edit.kind !== " " && !open) {
      open = { oldStart: oldLine - before.length, newStart: newLine - before.length, edits: [...before], quiet: 0 };
    }
    if (open) {
      open.edits.push(edit);
      open.quiet = edit.kind === " " ? open.quiet + 1 : 0;
      if (open.quiet > 2 * CONTEXT) {
        found.push({ ...open, edits: open.edits.slice(0, -(open.quiet - CONTEXT)) });
        open = undefined;
      }
    }
    if (edit.kind !== "+") oldLine += 1;
    if (edit.kind !== "-") newLine += 1;
    if (edit.kind === " ") before.push(edit);
    else before.length = 0;
    if (before.length > CONTEXT) before.shift();
  }
  if (open)
    found.push({ ...open, edits: open.quiet > CONTEXT ? open.edits.slice(0, -(open.quiet - CONTEXT)) : open.edits });
  return found;
}

function printHunk({ oldStart, newStart, edits }: Hunk): string {
  const oldCount = edits.filter(({ kind }) => kind !== "+").length;
  const newCount = edits.filter(({ kind }) => kind !== "-").length;
  const range = (start: number, count: number): string =>
    count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
  const header = `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@\n`;
  return header + edits.map(printEdit).join("");
}

function printEdit({ kind, line }: Edit): string {
  return line.endsWith("\n") ? `${kind}${line}` : `${kind}${line}\n\\ No newline at end of file\n`;
}
