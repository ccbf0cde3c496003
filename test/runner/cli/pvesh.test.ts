import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PveshShim, pveshShim } from "../../helpers/pvesh.ts";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { pveplay } from "./everyday.ts";

let simulator: Simulator;
let node: PveshShim;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
  node = pveshShim(simulator);
});

afterAll(() => simulator.stop());

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)("on a node, as root and without any setting, pveplay", () => {
  test("lists guests by one call of pvesh", async () => {
    const { code, stdout, stderr } = await pveplay(["vm", "list"], node.env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ *101 {2}\S+ +running +pve1$/m);
    expect(node.calls()).toEqual(["get /cluster/resources --type=vm --output-format json"]);
  });

  test("does what takes a task, and finds it done the second time", async () => {
    const first = await pveplay(["vm", "shutdown", "101"], node.env);
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stdout).toContain("shut down");
    const second = await pveplay(["vm", "shutdown", "101"], node.env);
    expect(second.stdout).toContain("already stopped");
  });

  test("tells the errors of parameters and of the API as over HTTPS", async () => {
    const upid = "UPID:pve1:00000001:00000001:69000000:qmstart:101:root@pam:";
    const { code, stderr } = await pveplay(["task", "status", upid], node.env);
    expect(code).toBe(1);
    expect(stderr).toContain("PROXMOX_BAD_REQUEST");
    expect(stderr).toContain("no such task");
  });

  test("has the doctor look at the node, but for a connection there is not", async () => {
    const { code, stdout, stderr } = await pveplay(["doctor"], node.env);
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/^this node as root@pam\n/);
    expect(stdout).toMatch(/^ok {2}agents /m);
    expect(stdout).not.toMatch(/certificate|clock/);
  });

  test("runs a module, and a playbook's task, without any connection option", async () => {
    const { code, stdout, stderr } = await pveplay(["module", "proxmox_info", "-a", "gather=version", "-o"], node.env);
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toContain("9.2.11");
  });

  test("asks no node when something is said about the connection", async () => {
    const { stdout, stderr } = await pveplay(["module", "proxmox_info", "-a", "api_user=root@pam"], node.env);
    expect(stdout + stderr).toContain("OPTION_MISSING");
  });

  test("keeps secrets out of pvesh's arguments", async () => {
    const options = "api_host=pvesh: userid=ann@pve password=s3cret-word";
    const { code, stdout, stderr } = await pveplay(["module", "proxmox_user", "-a", options], node.env);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("OPTION_UNSUPPORTED");
    expect(node.calls().join("\n")).not.toContain("s3cret-word");
  });
});

describe("api_host pvesh:", () => {
  test("refuses a credential beside it", async () => {
    const env = { ...node.env, PROXMOX_HOST: "pvesh:", PROXMOX_USER: "ann@pve", PROXMOX_PASSWORD: "pw" };
    const { code, stderr } = await pveplay(["vm", "list"], env);
    expect(code).toBe(2);
    expect(stderr).toContain("OPTION_CONFLICT");
  });
});
