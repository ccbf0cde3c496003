import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { Client, SFTPWrapper } from "ssh2";
import type { UnreachableError } from "../errors.ts";
import { commandLine, execOptions, follow, type SshCommand, type SshResult } from "./command.ts";
import { connectionLost } from "./login/failure.ts";
import type { SshSettings } from "./settings.ts";
import { SftpFiles } from "./sftp.ts";
import { Turnstile } from "./turnstile.ts";

/** One less than OpenSSH's `MaxSessions`, which leaves room for somebody else's glance. */
const MAX_CHANNELS = 9;

/** Milliseconds a host has to take its leave. */
const CLOSE_PATIENCE = 1000;

/** How often a channel is asked for when none of ours is left whose end would make room. */
const OPEN_TRIES = 50;
const OPEN_PAUSE = 20;

/** A login on a host, used by many commands at a time; those beyond what a server takes wait for their turn. */
export class SshSession {
  readonly settings: SshSettings;
  readonly #client: Client;
  readonly #turnstile = new Turnstile(MAX_CHANNELS);
  #active = 0;
  #isOpen = true;
  #broken: Error | undefined;
  #sftp: Promise<SftpFiles> | undefined;

  constructor(client: Client, settings: SshSettings) {
    this.settings = settings;
    this.#client = client;
    client.removeAllListeners("error");
    client.on("error", (error) => (this.#broken = error));
    client.on("close", () => (this.#isOpen = false));
  }

  /** Whether the connection stands, as far as is known. */
  get isOpen(): boolean {
    return this.#isOpen && this.#broken === undefined;
  }

  /** Runs a command to its end. @throws UnreachableError SSH_CONNECTION_LOST; HintedError SSH_TIMEOUT */
  async exec(command: SshCommand): Promise<SshResult> {
    const leave = await this.#turnstile.enter();
    try {
      for (let tries = 1; ; tries += this.#active === 0 ? 1 : 0) {
        const started = await this.#start(command);
        if (!(started instanceof Error)) return await this.#end(started.result);
        // A server with a lower MaxSessions takes more as soon as one of ours is done.
        if (!this.isOpen || tries > OPEN_TRIES || !/open fail/i.test(started.message)) throw this.#lost(started);
        await pause(OPEN_PAUSE);
      }
    } finally {
      leave();
    }
  }

  /** The host's files by SFTP, on one channel for the whole session. @throws UnreachableError SSH_CONNECTION_LOST */
  sftp(): Promise<SftpFiles> {
    this.#sftp ??= this.#turnstile.enter().then(() => this.#openSftp());
    return this.#sftp;
  }

  /** A stream to an address as this host sees it, for hosts behind it. @throws what ssh2 says, with the reason the server gives */
  forward(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.#asking(reject, () =>
        this.#client.forwardOut("127.0.0.1", 0, host, port, (error, stream) =>
          error ? reject(error) : resolve(stream),
        ),
      );
    });
  }

  /** Ends the connection; a host that is gone is not waited for. */
  close(): void {
    this.#client.end();
    setTimeout(() => this.#client.destroy(), CLOSE_PATIENCE).unref();
  }

  /** Everything a quick command says may come in one piece: what follows it must be there before its channel is handed on. */
  #start(command: SshCommand): Promise<{ readonly result: Promise<SshResult | undefined> } | Error> {
    return new Promise((resolve, reject) => {
      this.#asking(reject, () =>
        this.#client.exec(commandLine(command), execOptions(command), (error, channel) =>
          resolve(error ?? { result: follow(channel, command) }),
        ),
      );
    });
  }

  async #end(result: Promise<SshResult | undefined>): Promise<SshResult> {
    this.#active += 1;
    const ended = await result.finally(() => (this.#active -= 1));
    if (ended) return ended;
    throw this.#lost();
  }

  async #openSftp(): Promise<SftpFiles> {
    const wrapper = await new Promise<SFTPWrapper>((resolve, reject) => {
      this.#asking(reject, () =>
        this.#client.sftp((error, sftp) => (error ? reject(this.#lost(error)) : resolve(sftp))),
      );
    });
    return new SftpFiles(wrapper);
  }

  /** ssh2 throws at once when the connection is already gone. */
  #asking(reject: (error: Error) => void, ask: () => void): void {
    try {
      ask();
    } catch (error) {
      reject(this.#lost(error instanceof Error ? error : undefined));
    }
  }

  #lost(error?: Error): UnreachableError {
    return connectionLost(this.settings, this.#broken ?? error);
  }
}
