import { describe, expect, test } from "vitest";
import type { Guest } from "../../../core/proxmox/guests.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { markedDescription } from "../../../modules/proxmox_snapshot/mark.ts";
import { options } from "../../../modules/proxmox_snapshot/options.ts";
import { plan } from "../../../modules/proxmox_snapshot/plan.ts";
import type { Snapshot, SnapshotGuest } from "../../../modules/proxmox_snapshot/state.ts";
import { codeOf } from "../../helpers/code-of.ts";

const DAY = 86_400;
const NOW = 1_800_000_000;

const guest = (vmid: number, type: Guest["type"] = "qemu"): Guest => ({ vmid, node: "pve1", type, status: "running" });
const entry = (
  vmid: number,
  snapshots: readonly Snapshot[] = [],
  more: Partial<SnapshotGuest> = {},
): SnapshotGuest => ({
  guest: guest(vmid),
  snapshots,
  running: true,
  unable: [],
  youngestOnly: [],
  storages: [],
  ...more,
});
const own = (name: string, days: number): Snapshot => ({
  name,
  snaptime: NOW - days * DAY,
  description: markedDescription("x"),
});

const having = entry(101, [{ name: "before", snaptime: NOW - DAY }]);
const lacking = entry(102, [], { running: false });
const zfs = { disk: "scsi0", storage: "tank", storageType: "zfspool" };

const args = (raw: Record<string, unknown>) =>
  parseArgs(options, { vmid: 101, snapname: "before", ...raw }, { env: {} });
const planFor = (guests: readonly SnapshotGuest[], raw: Record<string, unknown>) =>
  plan({ guests, now: NOW }, args(raw));

describe("proxmox_snapshot plan()", () => {
  const create = (guests: readonly Guest[], frozen: readonly Guest[] = []) => ({
    kind: "create",
    snapname: "before",
    guests,
    frozen,
  });
  const remove = (...snapshots: readonly (readonly [number, string])[]) => ({
    kind: "remove",
    snapshots: snapshots.map(([vmid, snapname]) => ({ guest: guest(vmid), snapname })),
  });
  const rollback = (vmid: number, start: boolean) => ({
    kind: "rollback",
    snapname: "before",
    guests: [{ guest: guest(vmid), start }],
  });
  const cases: Record<string, readonly [readonly SnapshotGuest[], Record<string, unknown>, readonly object[]]> = {
    "takes the snapshot on the guests that lack it": [[having, lacking], {}, [create([lacking.guest])]],
    "has nothing to take": [[having], {}, []],
    "freezes only VMs that run": [
      [entry(103), lacking],
      { freeze: true },
      [create([guest(103), guest(102)], [guest(103)])],
    ],
    "removes it from the guests that have it": [[having, lacking], { state: "absent" }, [remove([101, "before"])]],
    "has nothing to remove": [[lacking], { state: "absent" }, []],
    "rolls back and starts what was running": [[having], { state: "rollback" }, [rollback(101, true)]],
    "rolls back and leaves stopped what was stopped": [
      [{ ...having, running: false }],
      { state: "rollback" },
      [rollback(101, false)],
    ],
    "starts after a rollback when told to": [
      [{ ...having, running: false }],
      { state: "rollback", start: true },
      [rollback(101, true)],
    ],
    "takes a safety snapshot first": [
      [having],
      { state: "rollback", safety_snapshot: "oops" },
      [{ kind: "create", snapname: "oops", guests: [having.guest], frozen: [] }, rollback(101, true)],
    ],
    "removes younger snapshots where the storage needs it, by force only": [
      [
        entry(
          101,
          [
            { name: "before", snaptime: 1 },
            { name: "later", snaptime: 2 },
            { name: "last", snaptime: 3 },
          ],
          { youngestOnly: [zfs] },
        ),
      ],
      { state: "rollback", force: true },
      [remove([101, "last"], [101, "later"]), rollback(101, true)],
    ],
    "leaves younger snapshots alone where the storage can": [
      [
        entry(101, [
          { name: "before", snaptime: 1 },
          { name: "later", snaptime: 2 },
        ]),
      ],
      { state: "rollback" },
      [rollback(101, true)],
    ],
    "keeps the newest of its own and removes the oldest first": [
      [entry(101, [own("a", 3), own("b", 2), own("c", 1)])],
      { retention: 2 },
      [create([guest(101)]), remove([101, "a"], [101, "b"])],
    ],
    "never prunes a snapshot somebody else made": [
      [entry(101, [{ name: "mine", snaptime: 1 }, own("a", 3)])],
      { retention: 1 },
      [create([guest(101)]), remove([101, "a"])],
    ],
    "prunes its own by age": [
      [entry(101, [own("a", 40), own("b", 2)])],
      { retention_age: "30d" },
      [create([guest(101)]), remove([101, "a"])],
    ],
    "never prunes the snapshot the task is about": [
      [entry(101, [own("before", 40)])],
      { retention_age: "30d", retention: 1 },
      [],
    ],
    "changes nothing to see who is ready": [[having, lacking], { state: "ready" }, []],
    "only lists": [[having], { state: "list" }, []],
  };

  test.each(Object.entries(cases))("%s", (_name, [guests, raw, changes]) => {
    expect(planFor(guests, raw)).toEqual(changes);
  });

  const refusals: Record<string, readonly [readonly SnapshotGuest[], Record<string, unknown>, string]> = {
    "a rollback when one guest lacks the snapshot": [[having, lacking], { state: "rollback" }, "SNAPSHOT_NOT_FOUND"],
    "the memory of a container": [
      [entry(200, [], { guest: guest(200, "lxc") })],
      { vmstate: true },
      "SNAPSHOT_UNSUPPORTED",
    ],
    "a group with a disk that can not be snapshotted": [
      [entry(101), entry(102, [], { unable: [{ disk: "scsi1", storage: "lvm", storageType: "lvm" }] })],
      {},
      "SNAPSHOT_UNSUPPORTED",
    ],
    "to call a guest ready that can not be snapshotted": [
      [entry(102, [], { unable: [{ disk: "scsi1", storage: "lvm", storageType: "lvm" }] })],
      { state: "ready" },
      "SNAPSHOT_UNSUPPORTED",
    ],
    "to lose younger snapshots unasked": [
      [
        entry(
          101,
          [
            { name: "before", snaptime: 1 },
            { name: "later", snaptime: 2 },
          ],
          { youngestOnly: [zfs] },
        ),
      ],
      { state: "rollback" },
      "SNAPSHOT_UNSUPPORTED",
    ],
    "an age that is none": [[having], { retention_age: "soon" }, "OPTION_INVALID"],
  };

  test.each(Object.entries(refusals))("refuses %s", (_name, [guests, raw, code]) => {
    expect(codeOf(() => planFor(guests, raw))).toBe(code);
  });
});
