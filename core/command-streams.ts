import { createReadStream } from "node:fs";
import type { Readable, Writable } from "node:stream";

/** A file of this machine as a command's input: it is never held whole. */
export interface InputFile {
  readonly file: string;
}

/** What a command reads. */
export type CommandInput = string | Buffer | InputFile;

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

interface Io {
  readonly stdin: CommandInput | undefined;
  /** Takes the output as it comes, in place of {@link CommandStreams.stdout}; it is not ended. */
  readonly sink?: Writable | undefined;
  readonly dialogue: Dialogue | undefined;
}

/**
 * Milliseconds of silence after which the output of a program that has ended counts as whole, although a program it left
 * in the background still holds it open. Ansible's modules wait as long.
 */
const SILENCE = 1000;

/** Bytes of a file read at a time. */
const CHUNK = 256 * 1024;

/** Feeds a command its input and gathers its output, however it runs. */
export class CommandStreams {
  readonly #io: Io;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #silence: NodeJS.Timeout | undefined;
  #isSinkFull = false;
  #failure: Error | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Starts feeding and gathering. Without a dialogue the input flows at once. */
  attach(streams: { readonly stdin: Writable | null; readonly stdout: Readable; readonly stderr: Readable }): void {
    const { stdin } = streams;
    // A program that does not read its input must not take us down with it.
    stdin?.on("error", () => undefined);
    streams.stdout.on("data", (chunk: Buffer) => this.#keep(this.#hear("stdout", chunk, stdin), streams.stdout));
    streams.stderr.on("data", (chunk: Buffer) => this.#stderr.push(this.#hear("stderr", chunk, stdin)));
    if (!this.#io.dialogue) this.#feed(stdin);
  }

  /** To be called when the program has ended: stops waiting for the end of its output once nothing more comes. */
  stopWhenSilent(stop: () => void): void {
    this.#silence = setTimeout(() => (this.#isSinkFull ? this.stopWhenSilent(stop) : stop()), SILENCE);
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

  /** Why the input or the sink broke off; what the command made of it is not to be trusted then. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  #feed(stdin: Writable | null): void {
    const { stdin: input } = this.#io;
    if (typeof input !== "object" || Buffer.isBuffer(input)) {
      stdin?.end(input);
      return;
    }
    if (!stdin) return;
    const source = createReadStream(input.file, { highWaterMark: CHUNK });
    source.on("error", (error) => {
      this.#failure = error;
      stdin.end();
    });
    stdin.once("close", () => source.destroy());
    source.pipe(stdin);
  }

  /** The output is slowed down to what the sink takes. */
  #keep(output: Buffer, stdout: Readable): void {
    const { sink } = this.#io;
    if (!sink) this.#stdout.push(output);
    else if (sink.errored) this.#failure ??= sink.errored;
    else if (!sink.write(output) && !this.#isSinkFull) {
      this.#isSinkFull = true;
      stdout.pause();
      const goOn = (): void => {
        sink.off("drain", goOn).off("close", goOn);
        this.#isSinkFull = false;
        stdout.resume();
      };
      sink.once("drain", goOn).once("close", goOn);
    }
  }

  #hear(from: "stdout" | "stderr", chunk: Buffer, stdin: Writable | null): Buffer {
    this.#silence?.refresh();
    const heard = this.#io.dialogue?.hear(from, chunk);
    if (!heard) return chunk;
    if (heard.say !== undefined) stdin?.write(heard.say);
    if (heard.begin) this.#feed(stdin);
    if (heard.giveUp) stdin?.end();
    return heard.output;
  }
}
