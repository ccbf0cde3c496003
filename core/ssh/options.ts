/** How to reach a host over SSH as a task says it; what is undefined comes from the user's ssh configuration, then from OpenSSH's defaults. */
export interface SshOptions {
  /** Name or address, or an alias of the ssh configuration. */
  readonly host: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  /** Text of a private key, in place of a file. */
  readonly privateKey?: string | undefined;
  /** Passphrase of the private key. */
  readonly passphrase?: string | undefined;
  /** False trusts any host key; true asks for one that is known, unless the configuration says otherwise. */
  readonly hostKeyChecking?: boolean | undefined;
  /** `SHA256:...` of the only host key to trust, in place of known_hosts. */
  readonly hostKeyFingerprint?: string | undefined;
  /** Seconds until a connection that does not come about is given up. */
  readonly connectTimeout?: number | undefined;
  /** Configuration file in place of the user's and the system's; `none` reads none. */
  readonly configFile?: string | undefined;
  /** Arguments in the ssh program's own form, such as `-o ProxyJump=gate`. */
  readonly arguments?: string | undefined;
}

/** Asks the user for a secret; undefined when nobody can answer. */
export type AskSecret = (question: string) => Promise<string | undefined>;
