import type { Readable, Writable } from "node:stream";

/** What is made of a piece of a command's output. */
export interface Heard {
  /** What of it is the command's own output. */
  readonly output: Buffer;
  /** What to type in answer. */
  readonly say?: string;
  /** The command itself starts: its input may flow now. */
  readonly begin?: boolean;
  /** Nothing more is to be said: the input ends here. */
  readonly giveUp?: boolean;
}

/** What is said between a program that asks for a password and us, before the command itself starts. */
export interface Dialogue {
  hear(from: "stdout" | "stderr", chunk: Buffer): Heard;
}

/** Two dialogues in a row: the second hears what the first leaves, and the command starts with the second. */
export function chained(first: Dialogue, second: Dialogue): Dialogue {
  return {
    hear(from, chunk) {
      const { output, say, giveUp } = first.hear(from, chunk);
      const next = second.hear(from, output);
      const said = say ?? next.say;
      return {
        output: next.output,
        ...(said === undefined ? {} : { say: said }),
        begin: next.begin ?? false,
        giveUp: giveUp ?? next.giveUp ?? false,
      };
    },
  };
}

interface Input {
  readonly stdin: string | Buffer | undefined;
  readonly dialogue: Dialogue | undefined;
}

/**
 * Milliseconds of silence after which the output of a program that has ended counts as whole, although a program it left
 * in the background still holds it open. Ansible's modules wait as long.
 */
const SILENCE = 1000;

/** Feeds a command its input and gathers its output, however it runs. */
export class CommandStreams {
  readonly #input: Input;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #silence: NodeJS.Timeout | undefined;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Starts feeding and gathering. Without a dialogue the input flows at once. */
  attach(streams: { readonly stdin: Writable | null; readonly stdout: Readable; readonly stderr: Readable }): void {
    const { stdin } = streams;
    // A program that does not read its input must not take us down with it.
    stdin?.on("error", () => undefined);
    streams.stdout.on("data", (chunk: Buffer) => this.#stdout.push(this.#hear("stdout", chunk, stdin)));
    streams.stderr.on("data", (chunk: Buffer) => this.#stderr.push(this.#hear("stderr", chunk, stdin)));
    if (!this.#input.dialogue) stdin?.end(this.#input.stdin);
  }

  /** To be called when the program has ended: stops waiting for the end of its output once nothing more comes. */
  stopWhenSilent(stop: () => void): void {
    this.#silence = setTimeout(stop, SILENCE);
  }

  /** To be called at the end of the output. */
  end(): void {
    clearTimeout(this.#silence);
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get stderr(): Buffer {
    return Buffer.concat(this.#stderr);
  }

  #hear(from: "stdout" | "stderr", chunk: Buffer, stdin: Writable | null): Buffer {
    this.#silence?.refresh();
    const heard = this.#input.dialogue?.hear(from, chunk);
    if (!heard) return chunk;
    if (heard.say !== undefined) stdin?.write(heard.say);
    if (heard.begin) stdin?.end(this.#input.stdin);
    if (heard.giveUp) stdin?.end();
    return heard.output;
  }
}
