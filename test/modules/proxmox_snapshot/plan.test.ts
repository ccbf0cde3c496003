import { describe, expect, test } from "vitest";
import type { Guest } from "../../../core/proxmox/guests.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { options } from "../../../modules/proxmox_snapshot/options.ts";
import { plan, type SnapshotGuest } from "../../../modules/proxmox_snapshot/plan.ts";
import { codeOf } from "../../helpers/code-of.ts";

const guest = (vmid: number, type: Guest["type"] = "qemu"): Guest => ({ vmid, node: "pve1", type, status: "running" });
const having: SnapshotGuest = { guest: guest(101), snapshots: [{ name: "before" }], running: true };
const lacking: SnapshotGuest = { guest: guest(102), snapshots: [], running: false };
const container: SnapshotGuest = { guest: guest(200, "lxc"), snapshots: [], running: true };
const args = (raw: Record<string, unknown>) =>
  parseArgs(options, { vmid: 101, snapname: "before", ...raw }, { env: {} });

describe("proxmox_snapshot plan()", () => {
  const cases: Record<string, readonly [readonly SnapshotGuest[], Record<string, unknown>, readonly object[]]> = {
    "takes the snapshot on the guests that lack it": [
      [having, lacking],
      {},
      [{ kind: "create", snapname: "before", guests: [lacking.guest] }],
    ],
    "has nothing to take": [[having], {}, []],
    "removes it from the guests that have it": [
      [having, lacking],
      { state: "absent" },
      [{ kind: "remove", snapname: "before", guests: [having.guest] }],
    ],
    "has nothing to remove": [[lacking], { state: "absent" }, []],
    "rolls back and starts what was running": [
      [having],
      { state: "rollback" },
      [{ kind: "rollback", snapname: "before", guests: [{ guest: having.guest, start: true }] }],
    ],
    "rolls back and leaves stopped what was stopped": [
      [{ ...having, running: false }],
      { state: "rollback" },
      [{ kind: "rollback", snapname: "before", guests: [{ guest: having.guest, start: false }] }],
    ],
    "starts after a rollback when told to": [
      [{ ...having, running: false }],
      { state: "rollback", start: true },
      [{ kind: "rollback", snapname: "before", guests: [{ guest: having.guest, start: true }] }],
    ],
    "only lists": [[having], { state: "list" }, []],
  };

  test.each(Object.entries(cases))("%s", (_name, [current, raw, changes]) => {
    expect(plan(current, args(raw))).toEqual(changes);
  });

  test("rolls nothing back when one guest lacks the snapshot", () => {
    expect(codeOf(() => plan([having, lacking], args({ state: "rollback" })))).toBe("SNAPSHOT_NOT_FOUND");
  });

  test("refuses the memory of a container", () => {
    expect(codeOf(() => plan([container], args({ vmstate: true })))).toBe("SNAPSHOT_UNSUPPORTED");
  });
});
