import { HintedError } from "../../../core/errors.ts";
import type { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import type { AskSecret } from "../../../core/ssh/options.ts";
import type { SshPool } from "../../../core/ssh/pool.ts";
import type { ConnectionMaker, ConnectionSpec } from "./connect.ts";
import { LocalTarget } from "./local.ts";
import { PosixTarget, type CommandRunner } from "./posix-target.ts";
import { sshOptionsOf, SshRunner } from "./ssh.ts";
import type { Target } from "./target.ts";

const SSH: ReadonlySet<string> = new Set(["ssh", "smart", "paramiko", "paramiko_ssh"]);
const PCT: ReadonlySet<string> = new Set([
  "pct",
  "community.proxmox.proxmox_pct_remote",
  "community.general.proxmox_pct_remote",
]);

/** Opens connections by kind; sessions over ssh and with the API are kept for the whole run. `ask` is asked for passphrases. */
export function connectionMaker(ask?: AskSecret): ConnectionMaker {
  return new Connections(ask);
}

class Connections implements ConnectionMaker {
  readonly #ask: AskSecret | undefined;
  #ssh: Promise<SshPool> | undefined;
  #api: Promise<ConnectionPool> | undefined;

  constructor(ask: AskSecret | undefined) {
    this.#ask = ask;
  }

  async connect(spec: ConnectionSpec, signal: AbortSignal): Promise<Target> {
    const { connection } = spec;
    if (connection === "local") return new LocalTarget(spec);
    if (SSH.has(connection)) return new PosixTarget(await this.#sshRunner(spec, signal), spec.become);
    if (connection === "agent") return this.#agent(spec, signal);
    if (PCT.has(connection)) return this.#container(spec, signal);
    throw unsupported(spec);
  }

  async reset(spec: ConnectionSpec): Promise<void> {
    (await this.#ssh)?.drop(sshOptionsOf(spec));
  }

  async close(): Promise<void> {
    await Promise.all([this.#ssh?.then((pool) => pool.close()), this.#api?.then((pool) => pool.close())]);
  }

  async #sshRunner(spec: ConnectionSpec, signal: AbortSignal): Promise<CommandRunner> {
    // Loaded only when a host is reached over ssh: most of its start-up time would be wasted otherwise.
    this.#ssh ??= import("../../../core/ssh/pool.ts").then(({ SshPool: Pool }) => new Pool(this.#ask));
    const pool = await this.#ssh;
    return new SshRunner(await pool.session(sshOptionsOf(spec), signal));
  }

  async #agent(spec: ConnectionSpec, signal: AbortSignal): Promise<Target> {
    this.#api ??= import("../../../core/proxmox/connection-pool.ts").then(({ ConnectionPool: Pool }) => new Pool());
    const [{ AgentTarget }, { openAgent }] = await Promise.all([import("./agent.ts"), import("./open-agent.ts")]);
    return new AgentTarget(await openAgent(spec, { pool: await this.#api, signal }), spec.become);
  }

  async #container(spec: ConnectionSpec, signal: AbortSignal): Promise<Target> {
    const { openContainer } = await import("./open-container.ts");
    return openContainer(spec, () => this.#sshRunner({ ...spec, become: undefined }, signal));
  }
}

function unsupported({ connection, host }: ConnectionSpec): HintedError {
  return new HintedError("PLAYBOOK_UNSUPPORTED", `Connection '${connection}' of ${host} is not supported`, {
    hint: "Use connection local, ssh, agent or pct",
  });
}
