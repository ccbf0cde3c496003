import {
  BaseAgent,
  createAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from "ssh2";

/** Which of the agent's keys are offered. */
interface Wanted {
  /** Public keys of the identity files: they go first. */
  readonly first: readonly Buffer[];
  /** Only those. */
  readonly only: boolean;
}

/** The user's agent, offering the keys of the identity files first, or nothing else. */
export class OrderedAgent extends BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent;
  readonly #wanted: Wanted;
  /** Set when the agent did not answer. */
  isLost = false;

  constructor(socket: string, wanted: Wanted) {
    super();
    this.#agent = createAgent(socket);
    this.#wanted = wanted;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error || !keys) {
        this.isLost = true;
        callback(error ?? new Error("No keys"));
        return;
      }
      // OpenSSH's agent hands out parsed keys; the type leaves room for others.
      callback(null, this.#ordered(keys as readonly ParsedKey[]));
    });
  }

  override sign(...args: unknown[]): void {
    const [key, data, options, callback] = args as [ParsedKey, Buffer, SigningRequestOptions, SignCallback | undefined];
    const answered: SignCallback = (error, signature) => {
      if (error) this.isLost = true;
      callback?.(error, signature);
    };
    this.#agent.sign(key, data, options, answered);
  }

  override getStream(callback: Parameters<NonNullable<BaseAgent["getStream"]>>[0]): void {
    this.#agent.getStream?.(callback);
  }

  #ordered(keys: readonly ParsedKey[]): ParsedKey[] {
    const isFirst = (key: ParsedKey): boolean => this.#wanted.first.some((wanted) => wanted.equals(key.getPublicSSH()));
    const first = keys.filter(isFirst);
    return this.#wanted.only ? first : [...first, ...keys.filter((key) => !isFirst(key))];
  }
}
