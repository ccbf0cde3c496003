import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { modules } from "../../../modules/index.ts";
import { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import { connectionTo } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  // A backup takes two simulated seconds: long enough for looks at its log.
  simulator = await startSimulator({ fixture: "demo", speed: 2.5 });
});

afterEach(() => simulator.stop());

describe("followTask()", () => {
  test("says the last line of the task's log while it runs", async () => {
    const said: string[] = [];
    const connections = new ConnectionPool();
    const module = await modules.get("proxmox_backup")?.();
    const result = await module?.run(
      { ...connectionTo(simulator, "root"), vmid: 101, storage: "local" },
      {
        checkMode: false,
        diff: false,
        noLog: false,
        verbosity: 0,
        connections,
        signal: new AbortController().signal,
        env: {},
        progress: (text) => void said.push(text),
      },
    );
    await connections.close();
    expect(result).toMatchObject({ changed: true });
    expect(said).not.toEqual([]);
    expect(said[0]).toMatch(/^101: (?!INFO)/);
  });
});
