import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandInput } from "../command-streams.ts";
import { HintedError, UnreachableError } from "../errors.ts";
import { shellQuote } from "../shell-quote.ts";
import type { ProxmoxClient } from "./client.ts";
import { guestPath } from "./guests.ts";

/** What a command in a guest came to. */
export interface AgentResult {
  /** Exit code; 128 + n for signal n. */
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** An answer of `exec-status`; the output is what our own wrapper makes of it, base64. */
interface Status {
  readonly exited: number;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly "out-data"?: string;
  readonly "err-data"?: string;
  readonly "out-truncated"?: number | boolean;
  readonly "err-truncated"?: number | boolean;
}

/** `input-data` holds 64 KiB (schema of `POST .../agent/exec`): so many bytes fit as base64. */
const INPUT_PIECE = 48 * 1024;

/** Milliseconds between questions whether a command is done: at first and at most. */
const FIRST_PAUSE = 20;
const LAST_PAUSE = 1000;

/**
 * Runs commands in a VM through its QEMU guest agent. What goes in and out is base64 on the way: the API's own text form
 * loses bytes that are no UTF-8. The guest needs `sh` and `base64`; the credential needs VM.GuestAgent.Unrestricted (PVE 9)
 * or VM.Monitor (PVE 8).
 */
export class AgentShell {
  readonly #client: ProxmoxClient;
  readonly #path: string;
  readonly #title: string;

  constructor(client: ProxmoxClient, guest: { readonly node: string; readonly vmid: number }) {
    this.#client = client;
    this.#path = `${guestPath({ ...guest, type: "qemu" })}/agent`;
    this.#title = `VM ${guest.vmid}`;
  }

  /** Runs a command to its end. @throws UnreachableError AGENT_NOT_RUNNING, PROXMOX_*; HintedError TASK_FAILED for an output beyond the agent's 16 MiB */
  async run(
    argv: readonly string[],
    { stdin, signal }: { readonly stdin: CommandInput | undefined; readonly signal: AbortSignal },
  ): Promise<AgentResult> {
    const input = stdin === undefined || typeof stdin === "string" ? Buffer.from(stdin ?? "") : stdin;
    if (Buffer.isBuffer(input) && input.length <= INPUT_PIECE)
      return this.#once({ argv, input, from: undefined, signal });
    const staged = await this.#stage(input, signal);
    try {
      return await this.#once({ argv, input: Buffer.alloc(0), from: staged, signal });
    } finally {
      await this.#once({ argv: ["rm", "-f", staged], input: Buffer.alloc(0), from: undefined, signal });
    }
  }

  /** Brings a long input into a file of the guest, piece by piece. @returns the file */
  async #stage(input: Exclude<CommandInput, string>, signal: AbortSignal): Promise<string> {
    const made = await this.#once({ argv: ["mktemp"], input: Buffer.alloc(0), from: undefined, signal });
    const file = made.stdout.toString("utf8").trim();
    for await (const piece of piecesOf(input)) {
      const argv = ["/bin/sh", "-c", `cat >> ${shellQuote(file)}`];
      const { rc, stderr } = await this.#once({ argv, input: piece, from: undefined, signal });
      if (rc !== 0) throw failed(`${this.#title}: ${stderr.toString("utf8").trim()}`);
    }
    return file;
  }

  async #once(job: Job): Promise<AgentResult> {
    const answer = await this.#asking(
      this.#client.post<{ readonly pid: number }>(`${this.#path}/exec`, {
        command: ["/bin/sh", "-c", wrapped(job)],
        "input-data": job.input.length === 0 ? undefined : job.input.toString("base64"),
      }),
    );
    const status = await this.#ended(answer.pid, job.signal);
    if (isSet(status["out-truncated"]) || isSet(status["err-truncated"]))
      throw failed(`${this.#title}: the command's output is longer than the guest agent keeps (16 MiB)`);
    return {
      rc: status.signal === undefined ? (status.exitcode ?? 0) : 128 + status.signal,
      stdout: Buffer.from(status["out-data"] ?? "", "base64"),
      stderr: Buffer.from(status["err-data"] ?? "", "base64"),
    };
  }

  /** The agent has no way to stop a command: after an abort nobody waits for it any more. */
  async #ended(pid: number, signal: AbortSignal): Promise<Status> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LAST_PAUSE)) {
      const status = await this.#asking(this.#client.get<Status>(`${this.#path}/exec-status`, { pid }));
      if (isSet(status.exited)) return status;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return { exited: 1, exitcode: 143 };
    }
  }

  /** What the API refuses means that the guest can not be reached. */
  async #asking<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof HintedError)
        throw new UnreachableError(
          error.code,
          `${this.#title} can not be reached through its agent: ${error.message}`,
          {
            hint: error.hint,
            cause: error,
          },
        );
      throw error;
    }
  }
}

function piecesOf(input: Exclude<CommandInput, string>): Iterable<Buffer> | AsyncIterable<Buffer> {
  if (!Buffer.isBuffer(input)) return createReadStream(input.file, { highWaterMark: INPUT_PIECE });
  const count = Math.ceil(input.length / INPUT_PIECE);
  return Array.from({ length: count }, (_, at) => input.subarray(at * INPUT_PIECE, (at + 1) * INPUT_PIECE));
}

interface Job {
  readonly argv: readonly string[];
  readonly input: Buffer;
  /** File of the guest to read the input from. */
  readonly from: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The script around a command: input decoded, both outputs encoded, the command's own exit code kept. Descriptor 6 carries
 * the exit code, 7 the output past the pipe of the errors, 8 and 9 are the script's own outputs.
 */
function wrapped({ argv, input, from }: Job): string {
  const words = argv.map(shellQuote).join(" ");
  const source = from === undefined ? "/dev/null" : shellQuote(from);
  const command = input.length === 0 ? `${words} < ${source}` : `base64 -d | ${words}`;
  return [
    "exec 8>&1 9>&2",
    `rc=$( { { { { ${command}; } 6>&- 8>&- 9>&-; echo $? >&6; } 2>&1 1>&7 7>&- | base64 >&9; } 7>&1 | base64 >&8; } 6>&1 )`,
    'exit "$rc"',
  ].join("\n");
}

function isSet(flag: number | boolean | undefined): boolean {
  return flag === true || flag === 1;
}

function failed(message: string): HintedError {
  return new HintedError("TASK_FAILED", message, { hint: "Send less through the agent, or use an ssh connection" });
}
