import type { Finding, Look, Severity } from "../../doctor/finding.ts";
import type { Colour } from "../../report/style.ts";
import { plainText } from "../table.ts";

type Paint = (colour: Colour, text: string) => string;

/** What a page is written on: colours, and columns. */
export interface Paper {
  readonly paint: Paint;
  readonly width: number;
}

const ORDER: readonly Severity[] = ["problem", "warning", "note"];
const COLOURS: Readonly<Record<Severity, Colour>> = { problem: "red", warning: "yellow", note: "cyan" };
/** So many guests or places are named on the page; JSON has all. */
const SHOWN = 6;
/** The longest topic. */
const WIDTH = 12;

/** All findings, the worst first. */
export function findingsOf(looks: readonly Look[]): readonly Finding[] {
  const all = looks.flatMap(({ findings }) => findings);
  return all.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** What was seen as one page: how things are, then what there is to do. */
export function page(title: string, looks: readonly Look[], { paint, width }: Paper): string {
  const findings = findingsOf(looks);
  const lines = [
    paint("bold", plainText(title)),
    "",
    ...looks.flatMap((look) => summaryLine(look, { paint, width })),
    ...findings.flatMap((finding) => ["", ...findingLines(finding, { paint, width })]),
    "",
    tally(findings),
  ];
  return `${lines.join("\n")}\n`;
}

function summaryLine({ topic, summary, details = [], findings }: Look, { paint, width }: Paper): readonly string[] {
  if (summary === undefined) return [];
  const isWell = findings.every(({ severity }) => severity === "note");
  const mark = isWell ? paint("green", "ok") : paint("yellow", " !");
  return [
    `${mark}  ${topic.padEnd(WIDTH)} ${plainText(summary)}`,
    ...details.flatMap((line) => wrapped(line, width, WIDTH + 5)),
  ];
}

function findingLines(
  { severity, topic, what, where = [], todo }: Finding,
  { paint, width }: Paper,
): readonly string[] {
  const more = where.length - SHOWN;
  const places = [...where.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
  const isLong = places.some((place) => place.length > 30);
  return [
    `${paint(COLOURS[severity], severity)}: ${topic}: ${plainText(what)}`,
    ...(isLong
      ? places.map((place) => `    ${plainText(place)}`)
      : places.length > 0
        ? [`    ${plainText(places.join(", "))}`]
        : []),
    ...wrapped(todo, width, 2),
  ];
}

/** Words in lines of so many columns at most, each behind as many blanks. */
function wrapped(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = [];
  for (const word of plainText(text).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width - indent)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => " ".repeat(indent) + line);
}

function tally(findings: readonly Finding[]): string {
  const counts = ORDER.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
  }).filter(Boolean);
  return counts.length === 0 ? "Nothing found that would bite." : counts.join(", ");
}
