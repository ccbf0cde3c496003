import type { Origin } from "../../../core/errors.ts";

/** Where an offset of a template stands in its file; `undefined` when the template has no file. */
export function originAt(source: string, offset: number, origin: Origin | undefined): Origin | undefined {
  if (!origin) return undefined;
  const before = source.slice(0, offset);
  const line = before.split("\n").length - 1;
  const column = offset - (before.lastIndexOf("\n") + 1);
  // A block scalar's lines are all indented like its first; other scalars have one line, or none that can be told.
  return { file: origin.file, line: origin.line + line, column: origin.column + column };
}
