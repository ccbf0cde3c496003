import { once } from "node:events";
import type { Writable } from "node:stream";
import { HintedError } from "../../../core/errors.ts";
import type { AgentShell } from "../../../core/proxmox/agent-shell.ts";
import type { BecomeSpec } from "./connect.ts";
import { type CommandIo, type CommandRunner, PosixTarget } from "./posix-target.ts";
import { shellQuote } from "./shell-quote.ts";
import type { Command, CommandResult, Target, TargetFiles } from "./target.ts";

/** Bytes of a file read by one command: as base64 they stay well below what the guest agent keeps of an output (16 MiB). */
const READ_PIECE = 8 * 1024 * 1024;

/** Runs commands in a VM through its guest agent, as root. */
export class AgentRunner implements CommandRunner {
  readonly #shell: AgentShell;

  constructor(shell: AgentShell) {
    this.#shell = shell;
  }

  /** The agent hands over output when all is done: what is said before a command is heard then. */
  async run(argv: readonly string[], { stdin, sink, dialogue, signal }: CommandIo): Promise<CommandResult> {
    const result = await this.#shell.run(argv, { stdin, signal });
    const stderr = dialogue?.hear("stderr", result.stderr).output ?? result.stderr;
    const stdout = dialogue?.hear("stdout", result.stdout).output ?? result.stdout;
    if (!sink) return { ...result, stderr, stdout };
    sink.write(stdout);
    return { ...result, stderr, stdout: Buffer.alloc(0) };
  }
}

/** A VM reached through its guest agent. */
export class AgentTarget implements Target {
  readonly isLocal = false;
  readonly becomes: boolean;
  readonly files: TargetFiles;
  readonly #target: PosixTarget;

  constructor(shell: AgentShell, become: BecomeSpec | undefined) {
    // Root needs no password to become somebody else, and nobody could type one.
    this.#target = new PosixTarget(new AgentRunner(shell), become && { ...become, password: undefined });
    this.becomes = this.#target.becomes;
    this.files = {
      ...this.#target.files,
      read: (path) => this.#read(path),
      readInto: (path, sink) => this.#readInto(path, sink),
    };
  }

  exec(command: Command, signal: AbortSignal): Promise<CommandResult> {
    return this.#target.exec(command, signal);
  }

  async #read(path: string): Promise<Buffer> {
    const size = (await this.files.stat(path, { follow: true }))?.size ?? 0;
    if (size <= READ_PIECE) return this.#target.files.read(path);
    const pieces: Buffer[] = [];
    for (let at = 0; at < size; at += READ_PIECE) pieces.push(await this.#piece(path, at));
    return Buffer.concat(pieces);
  }

  async #readInto(path: string, sink: Writable): Promise<void> {
    for (let at = 0; ; at += READ_PIECE) {
      const piece = await this.#piece(path, at);
      if (piece.length > 0 && !sink.write(piece)) await once(sink, "drain");
      if (piece.length < READ_PIECE) return;
    }
  }

  async #piece(path: string, at: number): Promise<Buffer> {
    const shell = `tail -c +${at + 1} -- ${shellQuote(path)} | head -c ${READ_PIECE}`;
    const { rc, stdout, stderr } = await this.#target.exec({ shell }, new AbortController().signal);
    if (rc === 0) return stdout;
    throw new HintedError("FILE_UNREADABLE", `${path} in the guest: ${stderr.toString("utf8").trim()}`, {
      hint: "Check the path and the permissions in the guest",
    });
  }
}
