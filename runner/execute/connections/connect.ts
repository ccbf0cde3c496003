import type { Target } from "./target.ts";

/** How to reach a host and whom to act as there; passwords are never printed. */
export interface ConnectionSpec {
  readonly connection: string;
  /** Name of the host in the inventory, for messages. */
  readonly host: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** Text of a private key. */
  readonly privateKey: string | undefined;
  /** Passphrase of the private key. */
  readonly passphrase: string | undefined;
  readonly hostKeyChecking: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly become: BecomeSpec | undefined;
  /** Options for the ssh program, as the inventory gives them. */
  readonly sshArgs: string;
  /** The guest for connections that go through the cluster. */
  readonly vmid: number | undefined;
  /** Whom to become on a container's node before `pct`: a method such as sudo. */
  readonly nodeBecomeMethod: string | undefined;
  /** Connection options of the API by name (`api_host`, ...), as far as the inventory has them. */
  readonly api: Readonly<Record<string, string>>;
  /** Environment of the run, which knows what the inventory does not say. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory of local commands: the playbook's folder. */
  readonly cwd: string;
}

/** Whom to become after connecting. */
export interface BecomeSpec {
  readonly method: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly flags: string | undefined;
  readonly exe: string | undefined;
}

/** Opens connections, each host's once, and closes them all at the end. */
export interface ConnectionMaker {
  /** @throws UnreachableError for a host that can not be reached; HintedError PLAYBOOK_UNSUPPORTED for an unknown kind, SSH_CONFIG, OPTION_MISSING */
  connect(spec: ConnectionSpec, signal: AbortSignal): Promise<Target>;
  /** Drops a host's connection, so that the next task connects anew. */
  reset(spec: ConnectionSpec): Promise<void>;
  close(): Promise<void>;
}
