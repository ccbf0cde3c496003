import { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import { ApiError } from "../../../core/proxmox/api-error.ts";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import type { Params } from "../../../core/proxmox/wire.ts";
import { ToolFailure } from "./failure.ts";

type Method = "get" | "post" | "put" | "delete";

/** The simulator as the tools on a node use the cluster: with root's rights, on that node, tasks waited for. */
export class NodeApi {
  readonly node: string;
  readonly #pool = new ConnectionPool();
  readonly #client: ProxmoxClient;

  /** Reads PVE_SHIM_URL, PVE_SHIM_FINGERPRINT, PVE_SHIM_PASSWORD and PVE_SHIM_NODE. */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    const url = new URL(env["PVE_SHIM_URL"] ?? "");
    this.node = env["PVE_SHIM_NODE"] ?? "";
    const connection = this.#pool.to({
      host: url.hostname,
      port: Number(url.port),
      credential: { kind: "password", user: "root@pam", password: env["PVE_SHIM_PASSWORD"] ?? "" },
      tls: { caPath: undefined, fingerprint: env["PVE_SHIM_FINGERPRINT"], validateCerts: true },
      timeout: 30,
    });
    this.#client = new ProxmoxClient(connection, new AbortController().signal);
  }

  /** A call, and the end of the task it starts. @throws ToolFailure with the server's words */
  async call(method: Method, path: string, params: Params = {}): Promise<unknown> {
    try {
      const answer = await this.#client[method]<unknown>(path, params);
      if (typeof answer === "string" && answer.startsWith("UPID:")) await waitForTask(this.#client, answer, 60);
      return answer;
    } catch (error) {
      throw asToolFailure(error);
    }
  }

  /** A path below this node. */
  path(rest: string): string {
    return `/nodes/${this.node}${rest}`;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** The tools print the server's own words; a missing configuration file is errno 2, which Perl makes the exit code. */
function asToolFailure(error: unknown): ToolFailure {
  if (!(error instanceof ApiError)) return new ToolFailure(error instanceof Error ? error.message : String(error));
  const { reason, message, errors } = error.answer;
  const lines = Object.entries(errors).map(([name, text]) => `${name}: ${text}`);
  const words = [message.trim() || reason, ...lines].join("\n");
  return new ToolFailure(words, words.endsWith("does not exist") && words.includes(".conf") ? 2 : 255);
}
