import { lookup } from "node:dns/promises";
import type { Duplex } from "node:stream";
import { Client, type ConnectConfig, type NextAuthHandler } from "ssh2";
import { HintedError, type UnreachableError } from "../../errors.ts";
import { algorithmsOf } from "../config/algorithms.ts";
import { HostKeyJudge } from "../host-keys/judge.ts";
import type { AskSecret } from "../options.ts";
import type { SshSettings } from "../settings.ts";
import { Authentication } from "./authentication.ts";
import { Deadline } from "./deadline.ts";
import { connectFailure } from "./failure.ts";
import type { KeyRing } from "./key-ring.ts";

/** What a login needs beside its settings. */
interface LoginContext {
  readonly keys: KeyRing;
  readonly ask: AskSecret | undefined;
  readonly signal: AbortSignal;
  /** A stream through a jump host, in place of a connection of our own. */
  readonly stream: Duplex | undefined;
}

/** Connects, checks the host key and logs in. @throws UnreachableError SSH_*, HintedError SSH_CONFIG */
export async function login(settings: SshSettings, context: LoginContext): Promise<Client> {
  const attempt = new LoginAttempt(settings, context);
  try {
    return await attempt.run();
  } catch (error) {
    throw attempt.failure(error);
  }
}

/** One attempt to log in, with what it learns on the way. */
class LoginAttempt {
  readonly #client = new Client();
  readonly #settings: SshSettings;
  readonly #context: LoginContext;
  readonly #judge: HostKeyJudge;
  readonly #deadline: Deadline;
  readonly #authentication: Authentication;
  readonly #failed: Promise<never>;
  #refusal: UnreachableError | undefined;

  constructor(settings: SshSettings, context: LoginContext) {
    this.#settings = settings;
    this.#context = context;
    this.#judge = new HostKeyJudge(settings.hostKeys);
    this.#deadline = new Deadline(settings.connectTimeout * 1000, () => this.#client.emit("error", timedOut()));
    const ask = context.ask && this.#deadline.pausing(context.ask);
    this.#authentication = new Authentication(settings, context.keys, ask);
    this.#failed = failureOf(this.#client);
  }

  async run(): Promise<Client> {
    const stop = (): void => void this.#client.emit("error", new Error("stopped"));
    this.#context.signal.addEventListener("abort", stop, { once: true });
    try {
      if (this.#context.signal.aborted) stop();
      await Promise.race([this.#connect(), this.#failed]);
      return this.#client;
    } catch (error) {
      this.#client.destroy();
      throw error;
    } finally {
      this.#context.signal.removeEventListener("abort", stop);
      this.#deadline.stop();
    }
  }

  /** What went wrong, told apart by code. */
  failure(error: unknown): HintedError {
    if (error instanceof HintedError) return error;
    const plain = error instanceof Error ? error : new Error(String(error));
    return this.#refusal ?? connectFailure(plain, this.#settings, this.#authentication.trouble());
  }

  async #connect(): Promise<void> {
    const config = await this.#config();
    await new Promise<void>((resolve) => {
      this.#client.once("ready", resolve);
      this.#client.once("handshake", () => this.#deadline.restart());
      this.#client.connect(config);
      // Small packets one after the other would wait for each other's acknowledgement.
      this.#client.setNoDelay(true);
    });
  }

  async #config(): Promise<ConnectConfig> {
    const { host, port, user, family, keepalive, bindAddress, login: how, forwardAgent, values } = this.#settings;
    const { stream } = this.#context;
    // ssh2's own look-up by family loses the system's error code.
    const address = family === undefined || stream ? host : (await lookup(host, { family })).address;
    return {
      host: address,
      port,
      username: user,
      readyTimeout: 0,
      keepaliveInterval: keepalive.interval * 1000,
      keepaliveCountMax: keepalive.countMax,
      algorithms: algorithmsOf(values, this.#judge.knownKinds()),
      hostVerifier: (key: Buffer) => {
        this.#refusal = this.#judge.judge(key);
        return this.#refusal === undefined;
      },
      authHandler: (accepted, partial, next) => void this.#offer({ accepted, partial, next }),
      ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
      ...(stream === undefined ? {} : { sock: stream }),
      ...(how.agent === undefined ? {} : { agent: how.agent, agentForward: forwardAgent }),
    };
  }

  async #offer({ accepted, partial, next }: Offering): Promise<void> {
    this.#deadline.restart();
    try {
      const method = await this.#authentication.next(accepted, partial);
      // The types leave out that `false` ends the attempt.
      next(method as Parameters<NextAuthHandler>[0]);
    } catch (error) {
      this.#client.emit("error", error);
    }
  }
}

/** Rejects when the client says that it is over. */
function failureOf(client: Client): Promise<never> {
  const failed = new Promise<never>((_resolve, reject) => {
    client.on("error", (error) => {
      // The agent's silence is not the end: other methods follow.
      if (!("level" in error) || error.level !== "agent") reject(error);
    });
    client.once("close", () => reject(new Error("the server closed the connection")));
  });
  // It may fail after the login, when nobody listens here any more.
  failed.catch(() => undefined);
  return failed;
}

interface Offering {
  readonly accepted: readonly string[] | null;
  readonly partial: boolean;
  readonly next: NextAuthHandler;
}

function timedOut(): Error {
  return Object.assign(new Error("timed out"), { level: "client-timeout" });
}
