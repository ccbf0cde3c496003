import type { Origin } from "../../../core/errors.ts";

/** Where an offset of a template stands in its file; `undefined` when the template has no file. */
export function originAt(source: string, offset: number, origin: Origin | undefined): Origin | undefined {
  if (!origin) return undefined;
  const fold = origin.folds?.findLast(({ at }) => at <= offset);
  if (fold) return { file: origin.file, line: fold.line, column: fold.column + offset - fold.at };
  const before = source.slice(0, offset);
  const line = before.split("\n").length - 1;
  const column = offset - (before.lastIndexOf("\n") + 1);
  // A literal block's lines are all indented like its first.
  return { file: origin.file, line: origin.line + line, column: origin.column + column };
}
