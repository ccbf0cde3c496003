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
  readonly hostKeyChecking: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly become: BecomeSpec | undefined;
  /** Options for the ssh program, as the inventory gives them. */
  readonly sshArgs: string;
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
  /** @throws HintedError HOST_UNREACHABLE for a host that can not be reached, PLAYBOOK_UNSUPPORTED for an unknown kind */
  connect(spec: ConnectionSpec, signal: AbortSignal): Promise<Target>;
  /** Drops a host's connection, so that the next task connects anew. */
  reset(spec: ConnectionSpec): Promise<void>;
  close(): Promise<void>;
}
