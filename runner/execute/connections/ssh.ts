import type { Client, ClientChannel } from "ssh2";
import { HintedError } from "../../../core/errors.ts";
import { becomeArgv, becomeInput } from "./become.ts";
import type { BecomeSpec, ConnectionSpec } from "./connect.ts";
import { shellFiles } from "./shell-files.ts";
import { shellQuote } from "./shell-quote.ts";
import { argvOf } from "./spawn.ts";
import type { Command, CommandResult, Target, TargetFiles } from "./target.ts";

/** A machine reached over ssh, which needs nothing but a POSIX shell. */
export class SshTarget implements Target {
  readonly isLocal = false;
  readonly becomes: boolean;
  readonly files: TargetFiles;
  readonly #client: Client;
  readonly #host: string;
  readonly #become: BecomeSpec | undefined;

  constructor(client: Client, spec: ConnectionSpec) {
    this.#client = client;
    this.#host = spec.host;
    this.#become = spec.become;
    this.becomes = spec.become !== undefined;
    this.files = shellFiles((command, signal) => this.exec(command, signal));
  }

  /** Starts in the login's home unless the command says otherwise. @throws HintedError HOST_UNREACHABLE when the connection breaks */
  async exec(command: Command, signal: AbortSignal): Promise<CommandResult> {
    const channel = await this.#open(this.#commandLine(command));
    const stdin = this.#become ? becomeInput(this.#become, command.stdin) : command.stdin;
    return collect(channel, { stdin, signal });
  }

  #commandLine(command: Command): string {
    const words = argvOf(command).map(shellQuote).join(" ");
    const place = command.cwd === undefined ? "" : `cd ${shellQuote(command.cwd)} && `;
    const settings = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${shellQuote(value)}`);
    const script = `${place}${[...settings, words].join(" ")}`;
    if (!this.#become) return script;
    return becomeArgv(this.#become, ["/bin/sh", "-c", script]).map(shellQuote).join(" ");
  }

  #open(line: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const broken = (error: Error): void => reject(lost(this.#host, error));
      this.#client.once("error", broken);
      this.#client.exec(line, (error, channel) => {
        this.#client.off("error", broken);
        if (error) reject(lost(this.#host, error));
        else resolve(channel);
      });
    });
  }
}

interface Exchange {
  readonly stdin: string | Buffer | undefined;
  readonly signal: AbortSignal;
}

function collect(channel: ClientChannel, { stdin, signal }: Exchange): Promise<CommandResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let rc = -1;
    const stop = (): void => {
      channel.signal("TERM");
      channel.close();
    };
    signal.addEventListener("abort", stop, { once: true });
    channel.on("data", (chunk: Buffer) => stdout.push(chunk));
    channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    channel.on("exit", (code: number | null) => {
      rc = code ?? 128;
    });
    channel.on("close", () => {
      signal.removeEventListener("abort", stop);
      resolve({ rc, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
    channel.end(stdin);
  });
}

function lost(host: string, error: Error): HintedError {
  return new HintedError("HOST_UNREACHABLE", `Connection to ${host} is lost: ${error.message}`, {
    hint: "Check that the host is up",
    cause: error,
  });
}
