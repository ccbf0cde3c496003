import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AgentShell } from "../../../core/proxmox/agent-shell.ts";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const { signal } = new AbortController();

describe.each(["9.2", "8.4"] as const)("AgentShell on PVE %s", (pve) => {
  let simulator: Simulator;
  let pool: ConnectionPool;
  let client: ProxmoxClient;
  let shell: AgentShell;

  beforeAll(async () => {
    simulator = await startSimulator({ pve, fixture: "demo", args: ["--real-machine"] });
    const { hostname, port } = new URL(simulator.url);
    pool = new ConnectionPool();
    const connection = pool.to({
      host: hostname,
      port: Number(port),
      credential: { kind: "token", id: "root@pam!admin", secret: "11111111-1111-1111-1111-111111111111" },
      tls: { caPath: undefined, fingerprint: simulator.fingerprint, validateCerts: true },
      timeout: 30,
    });
    client = new ProxmoxClient(connection, signal);
    shell = new AgentShell(client, { node: "pve1", vmid: 101 });
  });

  afterAll(async () => {
    await pool.close();
    await simulator.stop();
  });

  const run = (script: string, stdin?: string | Buffer) => shell.run(["/bin/sh", "-c", script], { stdin, signal });

  test("keeps outputs, exit code and words apart", async () => {
    const done = await shell.run(
      ["/bin/sh", "-c", 'printf "<%s>" "$@"; echo err >&2; exit 9', "sh", "a b", "it's", ""],
      { stdin: undefined, signal },
    );
    expect(done).toEqual({ rc: 9, stdout: Buffer.from("<a b><it's><>"), stderr: Buffer.from("err\n") });
  });

  test.each([0, 1, 48 * 1024, 48 * 1024 + 1, 200_000])("carries %i bytes of any kind there and back", async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, n) => (n * 31 + (n >> 7)) & 255));
    const { rc, stdout } = await run("cat", bytes);
    expect([rc, stdout.equals(bytes)]).toEqual([0, true]);
  });

  test("gives a command without input none", async () => {
    expect((await run("wc -c")).stdout.toString("utf8").trim()).toBe("0");
  });

  test("refuses an output beyond what the agent keeps, rather than cut it", async () => {
    await expect(run("head -c 14000000 /dev/zero")).rejects.toMatchObject({ code: "TASK_FAILED" });
  });

  test("finds a VM without an agent unreachable", async () => {
    const off = new AgentShell(client, { node: "pve1", vmid: 102 });
    await expect(off.run(["true"], { stdin: undefined, signal })).rejects.toMatchObject({ name: "UnreachableError" });
  });
});
