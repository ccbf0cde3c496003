/** A column: its heading, and whether its values stand on the right (numbers). */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** Control characters, which a terminal would obey. */
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

/** Text from a server as it may be shown at a terminal: control characters as question marks. */
export function plainText(text: string): string {
  return text.replace(CONTROL, "?");
}

/** Rows under headings, columns apart by two blanks, no blanks at line ends. `paint` colours a cell after it was measured. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (text: string, column: number) => string = (text) => text,
): readonly string[] {
  const clean = rows.map((row) => row.map(plainText));
  const widths = columns.map(({ title }, at) =>
    clean.reduce((widest, row) => Math.max(widest, (row[at] ?? "").length), title.length),
  );
  const line = (cells: readonly string[], show: (text: string, column: number) => string): string =>
    columns
      .map(({ right }, at) => {
        const text = cells[at] ?? "";
        const blanks = " ".repeat((widths[at] ?? 0) - text.length);
        return right ? blanks + show(text, at) : show(text, at) + (at === columns.length - 1 ? "" : blanks);
      })
      .join("  ")
      .trimEnd();
  return [
    line(
      columns.map(({ title }) => title),
      (text) => text,
    ),
    ...clean.map((row) => line(row, paint)),
  ];
}
