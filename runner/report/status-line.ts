import type { Output } from "./output.ts";

const CLEAR = "\r\u001B[K";

/** The last line of a terminal, drawn anew as often as needed and never in the way of what is printed above it. */
export class StatusLine {
  readonly #output: Output;
  #text = "";
  #held = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** The output with the line taken away before and put back after whatever is written. */
  get output(): Output {
    const around =
      (write: (text: string) => void) =>
      (text: string): void => {
        this.#erase();
        write(text);
        // Only below a whole line is there room for it.
        if (text.endsWith("\n")) this.#draw();
      };
    return {
      ...this.#output,
      write: around((text) => this.#output.write(text)),
      note: around((text) => this.#output.note(text)),
    };
  }

  /** Shows a text, cut to the width of the terminal; nothing for the empty one. */
  show(text: string): void {
    const cut = Array.from(text.replaceAll(/[\0-\u001F\u007F]+/g, " "))
      .slice(0, Math.max(0, this.#output.width - 1))
      .join("");
    if (cut === this.#text) return;
    this.#erase();
    this.#text = cut;
    this.#draw();
  }

  /** Keeps the line away while someone else uses the terminal, such as a question. */
  async away<T>(work: () => Promise<T>): Promise<T> {
    this.#erase();
    this.#held = true;
    try {
      return await work();
    } finally {
      this.#held = false;
      this.#draw();
    }
  }

  #erase(): void {
    if (this.#text !== "" && !this.#held) this.#output.write(CLEAR);
  }

  #draw(): void {
    if (this.#text !== "" && !this.#held) this.#output.write(this.#text);
  }
}
