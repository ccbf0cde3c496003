import { createReadStream, createWriteStream, openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import { HintedError } from "./errors.ts";

/** How a line is asked for. */
export interface AskOptions {
  /** Whether what is typed stays hidden. */
  readonly secret: boolean;
}

/**
 * Asks for a line at the controlling terminal, whatever standard input and output are connected to; without a terminal
 * the line is taken from standard input, as Python's getpass does. Ctrl-C ends the program as usual.
 * @throws HintedError USAGE when the input ends before a line
 */
export async function askAtTerminal(question: string, { secret }: AskOptions): Promise<string> {
  const terminal = openTerminal();
  return terminal ? askVisibly(terminal, question, secret) : askInput(question);
}

interface Terminal {
  readonly input: ReadStream;
  readonly output: Writable;
}

function openTerminal(): Terminal | undefined {
  try {
    return { input: new ReadStream(openSync("/dev/tty", "r")), output: createWriteStream("/dev/tty") };
  } catch {
    return undefined;
  }
}

async function askVisibly({ input, output }: Terminal, question: string, secret: boolean): Promise<string> {
  output.write(question);
  // readline echoes what is typed to its output; a secret's goes nowhere.
  const echo = secret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output;
  try {
    return await readLine({ input, output: echo, terminal: true });
  } finally {
    if (secret) output.write("\n");
    input.destroy();
    // What is said next, elsewhere, must not overtake the end of this line.
    await new Promise<void>((done) => output.end(done));
  }
}

let pending: readonly string[] | undefined;

/** Lines of standard input, read to its end on the first question: the next ones get the following lines. */
async function askInput(question: string): Promise<string> {
  process.stderr.write(question);
  pending ??= await inputLines();
  const [line, ...rest] = pending;
  pending = rest;
  if (line === undefined) throw inputEnded();
  return line;
}

async function inputLines(): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream("", { fd: 0, autoClose: false })) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function readLine(options: Parameters<typeof createInterface>[0] & object): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface(options);
    let line: string | undefined;
    reader.on("line", (text: string) => {
      line = text;
      reader.close();
    });
    reader.on("SIGINT", () => {
      reader.close();
      process.kill(process.pid, "SIGINT");
    });
    reader.on("close", () => (line === undefined ? reject(inputEnded()) : resolve(line)));
  });
}

function inputEnded(): HintedError {
  return new HintedError("USAGE", "The input ended before the question was answered", {
    hint: "Run this at a terminal, or give the answer by an option or a file",
  });
}
