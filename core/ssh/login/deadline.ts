/** A time limit that starts anew with each step and stands still while a person is asked. */
export class Deadline {
  readonly #milliseconds: number;
  readonly #expire: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `0` is no limit. */
  constructor(milliseconds: number, expire: () => void) {
    this.#milliseconds = milliseconds;
    this.#expire = expire;
    this.restart();
  }

  /** Gives the next step the whole time. */
  restart(): void {
    this.stop();
    if (this.#milliseconds > 0) this.#timer = setTimeout(this.#expire, this.#milliseconds);
  }

  /** Ends the limit. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The same question, during which the limit stands still. */
  pausing<T>(ask: (question: string) => Promise<T>): (question: string) => Promise<T> {
    return async (question) => {
      this.stop();
      try {
        return await ask(question);
      } finally {
        this.restart();
      }
    };
  }
}
