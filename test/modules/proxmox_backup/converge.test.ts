import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModuleResult } from "../../../modules/index.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0, control: true });
});

afterEach(() => simulator.stop());

type Args = Readonly<Record<string, unknown>>;

interface Told {
  readonly vmid: number;
  readonly volid: string;
  readonly notes: string;
  readonly protected: boolean;
}

async function run(args: Args, check = false): Promise<ModuleResult & { readonly backups: readonly Told[] }> {
  const { result } = await converge(
    "proxmox_backup",
    { ...connectionTo(simulator, "root"), storage: "local", ...args },
    { check },
  );
  return { ...result, backups: (result["backups"] ?? []) as readonly Told[] };
}

/** Archives are named by the second they begin in. */
async function later(seconds = 1): Promise<void> {
  await fetch(`${simulator.control ?? ""}/clock`, { method: "POST", body: JSON.stringify({ advance: seconds }) });
}

async function backUp(times: number, args: Args = {}): Promise<readonly string[]> {
  const made: string[] = [];
  for (let count = 0; count < times; count++) {
    await later();
    made.push((await run({ vmid: 101, ...args })).backups[0]?.volid ?? "none");
  }
  return made;
}

const volidsOf = async (vmid = 101): Promise<readonly string[]> =>
  (await run({ vmid, state: "list" })).backups.map(({ volid }) => volid).toSorted();

describe("proxmox_backup", () => {
  test("makes a new backup on every run when no age is given, and removes none", async () => {
    const made = await backUp(3);
    expect(new Set(made).size).toBe(3);
    expect(await volidsOf()).toEqual(made.toSorted());
  });

  test("tells which backup of each guest counts, also when it makes only one of them", async () => {
    const [first] = await backUp(1);
    const { backups, changed } = await run({ vmids: ["101", "102"], max_age: "2h" });
    expect(changed).toBe(true);
    expect(backups.map(({ vmid }) => vmid)).toEqual([101, 102]);
    expect(backups[0]?.volid).toBe(first);
  });

  test("leaves the storage's own retention alone, unless told to apply it", async () => {
    const set = { method: "put", path: "/storage/local", params: { "prune-backups": "keep-last=1" } };
    await converge("proxmox_api", { ...connectionTo(simulator, "root"), ...set });
    const made = await backUp(2);
    expect(await volidsOf()).toEqual(made.toSorted());
    await later();
    const { backups, diff } = await run({ vmid: 101, prune: "storage" });
    expect(await volidsOf()).toEqual([backups[0]?.volid]);
    expect(diff).toMatchObject({ after: Object.fromEntries(made.map((volid) => [volid, null])) });
  });

  test("shows before it prunes what goes, with the new backup counted, and keeps what is protected", async () => {
    const [kept, oldest, older, newest] = await backUp(4);
    await run({ volid: kept, protected: true });
    await later();
    const args = { vmid: 101, prune: "keep-last=2" };
    const checked = await run(args, true);
    expect(checked["diff"]).toMatchObject({ after: { [String(oldest)]: null, [String(older)]: null } });
    const real = await run(args);
    expect(real["diff"]).toEqual(checked["diff"]);
    expect(await volidsOf()).toEqual([kept, newest, real.backups[0]?.volid].map(String).toSorted());
  });

  test("prunes without a new backup exactly what the server's preview says", async () => {
    const made = await backUp(3);
    const args = { vmid: 101, state: "pruned", prune: "keep-last=1" };
    const checked = await run(args, true);
    expect(checked["diff"]).toMatchObject({
      after: Object.fromEntries(made.slice(0, 2).map((volid) => [volid, null])),
    });
    expect(await run(args)).toMatchObject({ changed: true, diff: checked["diff"] });
    expect(await volidsOf()).toEqual(made.slice(2));
    expect(await run(args)).toMatchObject({ changed: false });
  });

  test("removes one backup, a protected one only when told to", async () => {
    const [volid] = await backUp(1, { protected: true, notes: "Kept" });
    const args = { volid, state: "absent" };
    expect(await run(args)).toMatchObject({ failed: true, code: "BACKUP_PROTECTED" });
    expect(await run({ ...args, protected: false })).toMatchObject({ changed: true });
    expect(await volidsOf()).toEqual([]);
    expect(await run(args)).toMatchObject({ changed: false });
  });

  test("fills in the server's variables and keeps lines and backslashes", async () => {
    const { backups } = await run({ vmids: ["101", "102"], notes: "{{guestname}}/{{ vmid }}\nC:\\new" });
    expect(backups.map(({ notes }) => notes)).toEqual(["db-1/101\nC:\\new", "scratch/102\nC:\\new"]);
  });

  const refused: Readonly<Record<string, readonly [Args, string]>> = {
    "a storage that takes no backups": [{ vmid: 101, storage: "fast" }, "STORAGE_UNSUITABLE"],
    "a guest that is not there": [{ vmid: 999 }, "GUEST_NOT_FOUND"],
    "an age that is none": [{ vmid: 101, max_age: "soon" }, "OPTION_INVALID"],
    "variables that are not filled in": [{ vmid: 101, notes: "{{date}}" }, "OPTION_INVALID"],
    "a removal without a name": [{ vmid: 101, state: "absent" }, "OPTION_MISSING"],
    "a backup that is not there": [
      { volid: "local:backup/vzdump-qemu-101-2020_01_01-00_00_00.vma" },
      "BACKUP_NOT_FOUND",
    ],
    "a backup of another storage": [
      { volid: "fast:backup/vzdump-qemu-101-2020_01_01-00_00_00.vma" },
      "OPTION_CONFLICT",
    ],
  };

  test.each(Object.entries(refused))("refuses %s, in check mode too", async (_name, [args, code]) => {
    expect(await run(args, true)).toMatchObject({ failed: true, code });
    expect(await run(args)).toMatchObject({ failed: true, code });
  });

  test("goes on with the other guests when one fails, and says why it did", async () => {
    const lock = { method: "put", path: "/nodes/pve1/qemu/102/config", params: { lock: "backup" } };
    await converge("proxmox_api", {
      ...connectionTo(simulator, "root"),
      api_user: "root@pam",
      api_token_secret: undefined,
      api_password: "oracle-root",
      ...lock,
    });
    const result = await run({ vmids: ["102", "101"] });
    expect(result).toMatchObject({ failed: true, changed: true, failed_on: [102], succeeded_on: [101] });
    expect(result["msg"]).toContain("is locked");
    expect(result["made"]).toEqual(await volidsOf(101));
  });
});
