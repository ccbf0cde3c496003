import { humanTime, painter } from "../../report/style.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { wantsColor } from "../wants-color.ts";
import type { Outcome } from "./outcome.ts";

/** How often running work is drawn again, in ms. */
const REDRAW = 100;

const COLOURS = { changed: "yellow", same: "green", failed: "red", skipped: "gray" } as const;

/**
 * Tells how work on many guests goes: a line for each when it is done, and on a terminal, below them, a live line for each
 * that is under way. Quiet, it tells failures only, to standard error.
 */
export class Progress {
  readonly #context: CommandContext;
  readonly #quiet: boolean;
  readonly #paint: ReturnType<typeof painter>;
  readonly #running = new Map<string, { readonly doing: string; readonly since: number }>();
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = 0;

  constructor(context: CommandContext, quiet: boolean) {
    this.#context = context;
    this.#quiet = quiet;
    this.#paint = painter(wantsColor(context));
    if (context.isTerminal && !quiet) this.#timer = setInterval(() => this.#redraw(""), REDRAW).unref();
  }

  /** Work has begun. */
  begin(label: string, doing: string): void {
    this.#running.set(label, { doing, since: performance.now() });
    if (this.#timer) this.#redraw("");
  }

  /** Work is over. */
  end(label: string, { state, text, details }: Outcome): void {
    this.#running.delete(label);
    const lines = [
      `${plainText(label)}  ${this.#paint(COLOURS[state], plainText(text))}`,
      ...details.map((detail) => `    ${plainText(detail)}`),
    ];
    if (!this.#quiet) this.#redraw(`${lines.join("\n")}\n`);
    else if (state === "failed") for (const line of lines) this.#context.say(line);
  }

  /** Nothing more is under way. */
  close(): void {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#redraw("");
  }

  /** Prints text that stays, with what is under way drawn anew below it. */
  #redraw(text: string): void {
    const erase = this.#drawn === 0 ? "" : `\u001B[${this.#drawn}A\u001B[J`;
    const live = this.#timer ? this.#liveLines() : [];
    this.#drawn = live.length;
    const output = erase + text + live.map((line) => `${line}\n`).join("");
    if (output !== "") this.#context.write(output);
  }

  /** Never more than fit: a line that scrolled away could not be drawn again. */
  #liveLines(): readonly string[] {
    const columns = process.stdout.columns || 80;
    const rows = process.stdout.rows || 24;
    const now = performance.now();
    const lines = [...this.#running].map(([label, { doing, since }]) =>
      plainText(`${label}  ${doing}  ${humanTime(now - since)}`).slice(0, columns - 1),
    );
    return lines.slice(0, Math.max(1, rows - 2));
  }
}
