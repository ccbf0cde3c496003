import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ID, journal } from "./example-journal.ts";
import { Workplace } from "./workplace.ts";

let place: Workplace;

beforeAll(async () => {
  place = await Workplace.open();
});

beforeEach(() => place.reset());

afterAll(() => place.close());

const TIMEOUT = 60_000;
const AS_BEFORE = {
  101: { memory: "8192", status: "running", snapshots: {} },
  102: { memory: "1024", status: "stopped", snapshots: {} },
  201: { memory: "512", status: "running", snapshots: {} },
};

const checkpoint = (vmids: readonly string[], description = "pveplay migration one: open") =>
  place.module("proxmox_snapshot", { vmids, snapname: ID, description });
const ALL = ["101", "102", "201"];

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

describe("role migrate", () => {
  test(
    "goes back in reverse order and starts what ran in order",
    async () => {
      const { exitCode, report, stdout } = await place.run({
        scenario: "tasks-fail",
        migrate_fail_after_rollback: true,
      });
      expect(exitCode, stdout).toBe(2);
      expect(report).toMatchObject({ result: "rolled back", failure: expect.stringContaining("price") as string });
      expect(await place.guests()).toEqual(AS_BEFORE);
      const writes = await place.writes();
      expect(writes.filter((write) => /rollback|start/.test(write))).toEqual([
        // The tasks of the migration.
        "POST 102 start",
        "POST 201 rollback",
        "POST 102 rollback",
        "POST 101 rollback",
        "POST 101 start",
        "POST 201 start",
      ]);
    },
    TIMEOUT,
  );

  test(
    "keeps as many checkpoints as told, and only its own count",
    async () => {
      await place.module("proxmox_snapshot", { vmids: ALL, snapname: "before_migration_mine" });
      for (const id of ["one", "two", "three"]) {
        const { report } = await place.run({ migrate_id: id, migrate_keep: 2 });
        expect(report).toMatchObject({ result: "migrated", pruned: id === "three" ? [ID] : [] });
        await place.control("POST", "/clock", { advance: 60 });
      }
      const { 201: container } = await place.guests();
      expect(container?.snapshots).toMatchObject({
        before_migration_mine: "made by pveplay",
        before_migration_two: "pveplay migration two: migrated\nmade by pveplay",
        before_migration_three: "pveplay migration three: migrated\nmade by pveplay",
      });
      expect(Object.keys(container?.snapshots ?? {})).toHaveLength(3);
    },
    TIMEOUT,
  );

  test(
    "changes nothing in check mode, and leaves an open journal to a real run",
    async () => {
      const { exitCode, stdout } = await place.run({}, { args: ["--check"] });
      expect(exitCode, stdout).toBe(0);
      await checkpoint(ALL);
      place.leaveJournal(journal("rolling_back"));
      await place.control("DELETE", "/requests");
      const again = await place.run({}, { args: ["--check"] });
      expect(again).toMatchObject({ exitCode: 0, journal: { phase: "rolling_back" } });
      expect(again.stdout).toContain("all guests are rolled back");
      expect(await place.writes()).toEqual([]);
    },
    TIMEOUT,
  );
});

describe("role migrate refuses before anything is touched", () => {
  interface Refusal {
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly given?: () => Promise<unknown>;
    readonly says: string;
  }
  const cases: Record<string, Refusal> = {
    "a file of tasks that is not there": { variables: { migrate_tasks: "missing.yml" }, says: "files that exist" },
    "a name no snapshot can have": { variables: { migrate_id: "x".repeat(40) }, says: "at most 39" },
    "a guest that is not there": { variables: { migrate_guests: ["nobody"] }, says: "No guest named 'nobody'" },
    "a checkpoint of that name": {
      variables: { migrate_id: "one" },
      given: () => checkpoint(["102"], "by hand"),
      says: `102 already has a snapshot ${ID}`,
    },
    "guests of a migration that has not ended elsewhere": {
      given: () => checkpoint(["102"]),
      says: "102 already has a checkpoint of a migration that has not ended",
    },
    "a storage without room": {
      variables: { migrate_min_free: 93 },
      says: "Storage local-lvm on pve1 has 92.5 % free",
    },
    "a guest somebody is at work on": {
      variables: { migrate_timeout: 1 },
      given: async () => {
        await place.control("POST", "/faults", { kind: "task-hang", task: "qmsnapshot", times: 1 });
        await place.module("proxmox_api", {
          path: "/nodes/pve1/qemu/101/snapshot",
          method: "post",
          params: { snapname: "stuck" },
          wait: false,
        });
      },
      says: "101 (task qmsnapshot)",
    },
  };

  test.each(Object.entries(cases))(
    "%s",
    async (_name, { variables, given, says }) => {
      await given?.();
      await place.control("DELETE", "/requests");
      const run = await place.run(variables);
      expect(run.exitCode, run.stdout).toBe(2);
      expect(run.stdout).toContain(says);
      expect(await place.writes()).toEqual([]);
      expect(run.journal).toBeUndefined();
    },
    TIMEOUT,
  );

  test(
    "a credential that could not start them again",
    async () => {
      await place.module("proxmox_role", { roleid: "Half", privs: ["VM.Audit", "VM.Snapshot"] });
      await place.module("proxmox_user", { userid: "half@pve" });
      const made = await place.module("proxmox_token", {
        userid: "half@pve!half",
        privsep: false,
        return_secret: true,
      });
      await place.module("proxmox_acl", { path: "/vms", users: ["half@pve"], roles: ["Half"] });
      const env = {
        PROXMOX_USER: "half@pve",
        PROXMOX_TOKEN_ID: "half",
        PROXMOX_TOKEN_SECRET: text(made["token_secret"]),
      };
      await place.control("DELETE", "/requests");
      const { exitCode, stdout } = await place.run({}, { env });
      expect(exitCode, stdout).toBe(2);
      expect(stdout).toContain("VM.PowerMgmt on /vms/101 is missing");
      expect(await place.writes()).toEqual([]);
    },
    TIMEOUT,
  );
});

describe("role migrate, when a step of its own fails,", () => {
  const failing = (task: string) =>
    place.control("POST", "/faults", { kind: "task-fail", task, message: "broken", times: 1 });

  test(
    "leaves no checkpoint and no journal when the checkpoint can not be taken",
    async () => {
      await failing("vzsnapshot");
      const run = await place.run();
      expect(run).toMatchObject({ exitCode: 2, journal: undefined, report: { result: "not begun" } });
      expect(run.stdout).toContain("no guest was changed");
      expect(await place.guests()).toEqual(AS_BEFORE);
    },
    TIMEOUT,
  );

  test(
    "says that not all guests are back, and the next run brings the rest",
    async () => {
      await failing("qmrollback");
      const run = await place.run({ scenario: "tasks-fail" });
      expect(run).toMatchObject({
        exitCode: 2,
        journal: { phase: "rolling_back" },
        report: { result: "rollback not complete" },
      });
      expect(run.stdout).toContain("NOT ALL GUESTS ARE BACK");
      const again = await place.run();
      expect(again).toMatchObject({
        exitCode: 0,
        journal: undefined,
        report: { result: "rolled back", failure: expect.stringContaining("price") as string },
      });
      expect(await place.guests()).toEqual(AS_BEFORE);
    },
    TIMEOUT,
  );

  test(
    "stays open while the guests are back but not healthy",
    async () => {
      const sick = { scenario: "tasks-fail", migrate_health_checks: "sick.yml" };
      place.write("sick.yml", "- fail: {msg: still sick}\n");
      const run = await place.run(sick);
      expect(run).toMatchObject({
        exitCode: 2,
        journal: { phase: "verifying" },
        report: { result: "rolled back, not healthy" },
      });
      place.write("sick.yml", "- debug: {msg: cured}\n");
      await place.control("DELETE", "/requests");
      expect(await place.run(sick)).toMatchObject({
        exitCode: 0,
        journal: undefined,
        report: { result: "rolled back" },
      });
      expect(await place.guests()).toEqual(AS_BEFORE);
      expect((await place.writes()).filter((write) => write.includes("rollback"))).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    "says that only the tidying failed, and the next run does that alone",
    async () => {
      await failing("qmdelsnapshot");
      const run = await place.run({ migrate_on_success: "remove" });
      expect(run).toMatchObject({ exitCode: 2, journal: { phase: "finishing" } });
      expect(run.stdout).toContain("migrated and healthy, but not tidy");
      await place.control("DELETE", "/requests");
      expect(await place.run({ migrate_on_success: "remove" })).toMatchObject({
        exitCode: 0,
        journal: undefined,
        report: { result: "migrated", taken_up: expect.stringMatching(/^finishing since/) as string },
      });
      // Both VMs' snapshots were to go at once: which of the two failed is chance.
      const name = ID.replace("one", String(run.journal?.["id"]));
      expect([[`DELETE 101 ${name}`], [`DELETE 102 ${name}`]]).toContainEqual(await place.writes());
    },
    TIMEOUT,
  );
});
