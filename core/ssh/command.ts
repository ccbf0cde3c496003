import { constants } from "node:os";
import type { Writable } from "node:stream";
import type { ClientChannel, ExecOptions } from "ssh2";
import { type CommandInput, CommandStreams, type Dialogue } from "../command-streams.ts";
import { HintedError } from "../errors.ts";
import { shellQuote } from "../shell-quote.ts";

/** A command for a host's login shell. */
export interface SshCommand {
  readonly line: string;
  readonly stdin?: CommandInput | undefined;
  /** Takes the standard output in place of the result; it is not ended. */
  readonly sink?: Writable | undefined;
  /** Set by `env` on the host: most servers take no variables from the protocol itself. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A terminal of this size; both outputs then come as one. */
  readonly pty?: { readonly columns: number; readonly rows: number } | undefined;
  readonly dialogue?: Dialogue | undefined;
  /** Seconds until the command is ended. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a command came to. */
export interface SshResult {
  /** Exit code; 128 + n for signal n, as a shell has it. */
  readonly rc: number;
  /** Name of the signal that ended it, such as `TERM`. */
  readonly endedBy: string | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Milliseconds a server has to say that a stopped command is gone. */
const STOP_PATIENCE = 500;

/** The line to send: variables and command for whatever shell the login has. */
export function commandLine({ line, env }: SshCommand): string {
  const variables = Object.entries(env ?? {}).map(([name, value]) => shellQuote(`${name}=${value}`));
  return variables.length === 0 ? line : `env ${variables.join(" ")} /bin/sh -c ${shellQuote(line)}`;
}

/** How the protocol is asked for the command. */
export function execOptions({ pty }: SshCommand): ExecOptions {
  return pty === undefined ? {} : { pty: { term: "dumb", cols: pty.columns, rows: pty.rows } };
}

/**
 * Feeds an opened command and gathers what it says. Resolves with undefined when the channel closes without an exit code,
 * which is a connection that broke. @throws HintedError SSH_TIMEOUT when the command's time is over
 */
export function follow(channel: ClientChannel, command: SshCommand): Promise<SshResult | undefined> {
  return new Promise((resolve, reject) => {
    const streams = new CommandStreams({ stdin: command.stdin, sink: command.sink, dialogue: command.dialogue });
    let ended: Pick<SshResult, "rc" | "endedBy"> | undefined;
    const leave = (): void => {
      channel.close();
      setTimeout(() => channel.emit("close"), STOP_PATIENCE).unref();
    };
    const stop = (): void => {
      // Servers end the command's process group on a signal; closing the channel alone leaves it running. OpenSSH's refuses
      // that for root and then keeps the channel until the command ends by itself, which is not waited for.
      channel.signal("TERM");
      leave();
    };
    const timer =
      command.timeout === undefined
        ? undefined
        : setTimeout(() => {
            reject(overdue(command.timeout));
            stop();
          }, command.timeout * 1000);
    command.signal?.addEventListener("abort", stop, { once: true });
    streams.attach({ stdin: channel, stdout: channel, stderr: channel.stderr });
    // The server may have been quicker to start the command than to say so.
    if (command.signal?.aborted) stop();
    channel.on("exit", (code: number | null, signal?: string) => {
      ended = endOf(code, signal);
      streams.stopWhenSilent(leave);
    });
    channel.on("close", () => {
      streams.end();
      clearTimeout(timer);
      command.signal?.removeEventListener("abort", stop);
      if (!ended && command.signal?.aborted) ended = { rc: 128 + constants.signals.SIGTERM, endedBy: "TERM" };
      if (streams.failure) return reject(streams.failure);
      return resolve(ended && { ...ended, stdout: streams.stdout, stderr: streams.stderr });
    });
  });
}

function endOf(code: number | null, signal: string | undefined): Pick<SshResult, "rc" | "endedBy"> {
  if (code !== null) return { rc: code, endedBy: undefined };
  const name = (signal ?? "").replace(/^SIG/, "");
  const number = Object.entries(constants.signals).find(([known]) => known === `SIG${name}`)?.[1] ?? 0;
  return { rc: 128 + number, endedBy: name };
}

function overdue(seconds: number | undefined): HintedError {
  return new HintedError("SSH_TIMEOUT", `The command did not end within ${seconds ?? 0} s`, {
    hint: "Raise its timeout, or find out what it waits for",
  });
}
