import { HintedError, type Origin } from "../errors.ts";
import { diagnose } from "./diagnose.ts";

/** Where a token stands in the text: offset in UTF-16 units, line and column counted from 0. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** YAML text and the file it came from. Line ends are all `\n`. */
export class Source {
  readonly text: string;
  readonly file: string;
  #lineStarts: number[] | undefined;

  constructor(text: string, file: string) {
    const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.text = body.includes("\r") ? body.replaceAll(/\r\n?/g, "\n") : body;
    this.file = file;
  }

  /** Where an offset stands; line and column count from 1. */
  originAt(offset: number): Origin {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The error for a fault at an offset: the likely mistake of that line is named when it can be recognised. */
  error(problem: string, offset: number): HintedError {
    const at = this.originAt(Math.min(offset, this.text.length));
    const line = this.text.split("\n", at.line)[at.line - 1] ?? "";
    const { message, hint, column } = diagnose(problem, line);
    const origin = column === undefined ? at : { ...at, column };
    return new HintedError("YAML_SYNTAX", message, { hint, origin });
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
