import type { Duplex } from "node:stream";
import { HintedError } from "../errors.ts";
import { jumpOptions } from "./jump-options.ts";
import { login } from "./login/connect.ts";
import { jumpFailure } from "./login/failure.ts";
import { KeyRing } from "./login/key-ring.ts";
import type { AskSecret, SshOptions } from "./options.ts";
import { SshSession } from "./session.ts";
import { type SshSettings, sshSettings } from "./settings.ts";

/** More jump hosts in a row than this is a circle. */
const MAX_JUMPS = 8;

/** The SSH sessions of a process: one per host and login, shared by all tasks, and so are the jump hosts on the way. */
export class SshPool {
  readonly #sessions = new Map<string, Entry>();
  readonly #keys: KeyRing;
  readonly #ask: AskSecret | undefined;

  /** `ask` is asked for passphrases; without it an encrypted key needs an agent or a given passphrase. */
  constructor(ask?: AskSecret) {
    this.#ask = ask;
    this.#keys = new KeyRing(ask);
  }

  /** The session with a host, made on first use and anew when it broke. @throws UnreachableError SSH_*, HintedError SSH_CONFIG */
  session(options: SshOptions, signal: AbortSignal): Promise<SshSession> {
    return this.#session(options, { signal, via: undefined, depth: 0 });
  }

  /** Ends the session with a host, so that the next task logs in anew. */
  drop(options: SshOptions): void {
    this.#drop(keyOf(options, undefined));
  }

  /** Ends all sessions; those that are just being opened as soon as they are. */
  close(): void {
    for (const key of this.#sessions.keys()) this.#drop(key);
  }

  #session(options: SshOptions, way: Way): Promise<SshSession> {
    const key = keyOf(options, way.via);
    const known = this.#sessions.get(key);
    if (known && known.session?.isOpen !== false) return known.opening;
    const entry: Entry = { opening: this.#connect(options, way), session: undefined };
    this.#sessions.set(key, entry);
    entry.opening.then(
      (session) => (entry.session = session),
      // The next task may find the host up.
      () => this.#sessions.get(key) === entry && this.#sessions.delete(key),
    );
    return entry.opening;
  }

  async #connect(options: SshOptions, way: Way): Promise<SshSession> {
    const settings = sshSettings(options);
    const jumps = way.via ?? settings.jumps;
    const { signal } = way;
    const stream = await this.#through(jumps, settings, { options, way });
    const client = await login(settings, { keys: this.#keys, ask: this.#ask, signal, stream }).catch(
      (error: unknown) => {
        stream?.destroy();
        throw error;
      },
    );
    return new SshSession(client, settings);
  }

  /** A stream to the host through its jump hosts; undefined when there are none. */
  async #through(
    jumps: readonly string[],
    settings: SshSettings,
    { options, way }: { readonly options: SshOptions; readonly way: Way },
  ): Promise<Duplex | undefined> {
    const last = jumps.at(-1);
    if (last === undefined) return undefined;
    if (way.depth >= MAX_JUMPS) throw circle(settings.name);
    // Only the first jump host of a chain may have jump hosts of its own in the configuration.
    const before = jumps.slice(0, -1);
    const next = { signal: way.signal, via: before.length > 0 ? before : undefined, depth: way.depth + 1 };
    try {
      const jump = await this.#session(jumpOptions(last, { ...options, configFile: settings.configFile }), next);
      return await jump.forward(settings.host, settings.port);
    } catch (error) {
      if (error instanceof Error && !(error instanceof HintedError && error.code === "SSH_CONFIG"))
        throw jumpFailure(settings, last, error);
      throw error;
    }
  }

  #drop(key: string): void {
    const entry = this.#sessions.get(key);
    this.#sessions.delete(key);
    entry?.opening.then(
      (session) => session.close(),
      // Whoever opened it hears why it failed.
      () => undefined,
    );
  }
}

interface Entry {
  readonly opening: Promise<SshSession>;
  session: SshSession | undefined;
}

/** On whose behalf a session is opened, and over which hosts when that is already said. */
interface Way {
  readonly signal: AbortSignal;
  readonly via: readonly string[] | undefined;
  readonly depth: number;
}

/** How long somebody waits for a session does not make it another one. */
function keyOf(options: SshOptions, via: readonly string[] | undefined): string {
  return JSON.stringify([{ ...options, connectTimeout: undefined }, via ?? null]);
}

function circle(name: string): HintedError {
  return new HintedError("SSH_CONFIG", `The jump hosts of ${name} lead in a circle`, {
    hint: "Set 'ProxyJump none' for the first jump host",
  });
}
