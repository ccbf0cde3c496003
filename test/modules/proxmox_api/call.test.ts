import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { checkCall } from "../../../modules/proxmox_api/check-call.ts";
import { options } from "../../../modules/proxmox_api/options.ts";
import { plan } from "../../../modules/proxmox_api/plan.ts";
import { codeOf } from "../../helpers/code-of.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const args = (raw: Record<string, unknown>) => parseArgs(options, raw, { env: {} });

describe("checkCall()", () => {
  const check = (raw: Record<string, unknown>) => codeOf(() => checkCall(apiSchema("9.2"), args(raw)));
  const config = "/nodes/pve1/qemu/100/config";
  const cases: Record<string, readonly [Record<string, unknown>, string | undefined]> = {
    "accepts a legal call": [{ method: "put", path: config, params: { cores: 2, scsi3: "local:1" } }, undefined],
    "refuses an unknown path": [{ path: "/nodes/pve1/qemo" }, "OPTION_UNSUPPORTED"],
    "refuses a verb the path lacks": [{ method: "delete", path: config }, "OPTION_UNSUPPORTED"],
    "refuses an unknown parameter": [{ method: "put", path: config, params: { coars: 2 } }, "OPTION_INVALID"],
    "refuses an index out of range": [{ method: "put", path: config, params: { ide9: "x" } }, "OPTION_INVALID"],
    "refuses text for a number": [{ method: "put", path: config, params: { cores: "many" } }, "OPTION_INVALID"],
    "refuses a number below its bound": [{ method: "put", path: config, params: { cores: 0 } }, "OPTION_INVALID"],
    "refuses a word that is no choice": [
      { method: "put", path: config, params: { bios: "coreboot" } },
      "OPTION_INVALID",
    ],
    "refuses a missing parameter": [{ method: "post", path: "/pools" }, "OPTION_INVALID"],
    "refuses a parameter that stands in the path": [{ path: config, params: { vmid: 100 } }, "OPTION_INVALID"],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, code]) => {
    expect(check(raw)).toBe(code);
  });
});

describe("proxmox_api plan()", () => {
  const put = (data: unknown, params: Record<string, unknown>) =>
    plan({ data }, args({ path: "/x", method: "put", params }));

  test("sends only what differs, with the digest of what was compared", () => {
    expect(put({ cores: 2, onboot: 1, digest: "d1" }, { cores: 4, onboot: true })).toEqual([
      { method: "put", path: "/x", params: { cores: 4, digest: "d1" }, before: { cores: 2 } },
    ]);
  });

  test("has nothing to send when nothing differs", () => {
    expect(put({ cores: "2", onboot: 1 }, { cores: 2, onboot: true })).toEqual([]);
  });

  test("has nothing to delete", () => {
    expect(plan({ data: undefined }, args({ path: "/x", method: "delete" }))).toEqual([]);
  });
});

describe("proxmox_api", () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0 });
  });

  afterAll(async () => {
    await simulator.stop();
  });

  const call = async (raw: Readonly<Record<string, unknown>>, check = false) =>
    (await converge("proxmox_api", { ...connectionTo(simulator, "root"), ...raw }, { check })).result;

  test("makes a thing once, changes it once, and removes it once; check mode does none of it", async () => {
    const make = { method: "post", path: "/pools", creates: "/pools/staging", params: { poolid: "staging" } };
    expect(await call(make, true)).toMatchObject({ changed: true });
    expect(await call(make)).toMatchObject({ changed: true });
    expect(await call(make)).toMatchObject({ changed: false });
    const onboot = { method: "put", path: "/nodes/pve1/qemu/9000/config", params: { onboot: true } };
    expect(await call(onboot)).toMatchObject({
      changed: true,
      diff: { before: { onboot: null }, after: { onboot: true } },
    });
    expect(await call(onboot)).toMatchObject({ changed: false });
    const remove = { method: "delete", path: "/pools/staging" };
    expect(await call(remove)).toMatchObject({ changed: true });
    expect(await call(remove)).toMatchObject({ changed: false });
  });

  test("refuses a bad call without sending it", async () => {
    expect(await call({ method: "post", path: "/pools", params: { pool: "x" } })).toMatchObject({
      failed: true,
      code: "OPTION_INVALID",
    });
  });
});
