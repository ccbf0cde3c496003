import { shellQuote } from "../../../core/shell-quote.ts";
import type { SshOptions } from "../../../core/ssh/options.ts";
import type { SshSession } from "../../../core/ssh/session.ts";
import type { ConnectionSpec } from "./connect.ts";
import type { CommandIo, CommandRunner } from "./posix-target.ts";
import type { CommandResult } from "./target.ts";

/** Runs commands over an SSH session. */
export class SshRunner implements CommandRunner {
  readonly #session: SshSession;

  constructor(session: SshSession) {
    this.#session = session;
  }

  async run(argv: readonly string[], { stdin, sink, dialogue, signal }: CommandIo): Promise<CommandResult> {
    const line = argv.map(shellQuote).join(" ");
    const { rc, endedBy, stdout, stderr } = await this.#session.exec({ line, stdin, sink, dialogue, signal });
    return { rc: endedBy === undefined ? rc : 128 - rc, stdout, stderr };
  }
}

/** How a host is reached by what the inventory says of it. */
export function sshOptionsOf(spec: ConnectionSpec): SshOptions {
  return {
    host: spec.address,
    port: spec.port,
    user: spec.user,
    password: spec.password,
    privateKeyFile: spec.privateKeyFile,
    privateKey: spec.privateKey,
    passphrase: spec.passphrase,
    hostKeyChecking: spec.hostKeyChecking ? undefined : false,
    connectTimeout: spec.timeout,
    arguments: spec.sshArgs,
  };
}
