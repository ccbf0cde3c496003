import { hostname } from "node:os";
import { execa } from "execa";
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
const checkpoint = (vmids: readonly string[], description = "pveplay migration one: open") =>
  place.module("proxmox_snapshot", { vmids, snapname: ID, description });
const OPEN = "pveplay migration one: open\nmade by pveplay";
const ALL = ["101", "102", "201"];

const failures: Readonly<Record<string, string>> = {
  migrating: "An earlier run ended inside the tasks of the migration, after 2026-01-01 00:00:01 UTC",
  rolling_back: "Upgrade: no space",
  verifying: "Upgrade: no space",
  closing: "Upgrade: no space",
};

describe("role migrate, finding a journal,", () => {
  test.each([
    ["checkpointing", "migrated"],
    ["migrating", "rolled back"],
    ["checking", "migrated"],
    ["finishing", "migrated"],
    ["rolling_back", "rolled back"],
    ["verifying", "rolled back"],
    ["closing", "rolled back"],
  ])(
    "ends phase %s with the guests %s",
    async (phase, result) => {
      await checkpoint(ALL);
      const failure = phase === "migrating" ? "" : (failures[phase] ?? "");
      place.leaveJournal(journal(phase, { failure }));
      const run = await place.run({ migrate_on_success: "remove" });
      expect(run, run.stdout).toMatchObject({ exitCode: 0, journal: undefined, report: { result } });
      expect(run.report?.["failure"]).toBe(failures[phase] ?? "");
      expect(run.report?.["taken_up"]).toMatch(new RegExp(`^${phase} since 2026-01-01`));
      for (const { snapshots } of Object.values(await place.guests())) expect(snapshots).toEqual({});
    },
    TIMEOUT,
  );

  test(
    "runs the tasks again when told to resume",
    async () => {
      await checkpoint(ALL);
      place.leaveJournal(journal("migrating"));
      const run = await place.run({ migrate_after_crash: "resume" });
      expect(run).toMatchObject({ exitCode: 0, report: { result: "migrated", failure: "", checkpoint: ID } });
      expect((await place.guests())["201"]).toMatchObject({ memory: "6144" });
    },
    TIMEOUT,
  );

  test(
    "leaves it to a run that is still going on",
    async () => {
      await checkpoint(ALL);
      const { stdout: since } = await execa("ps", ["-o", "lstart=", "-p", String(process.pid)], {
        env: { LC_ALL: "C" },
      });
      place.leaveJournal(journal("migrating", { owner: `${process.pid} ${since.trim()} on ${hostname()}` }));
      await place.control("DELETE", "/requests");
      const run = await place.run();
      expect(run.exitCode, run.stdout).toBe(2);
      expect(run.stdout).toContain("is going on in another process");
      expect(await place.writes()).toEqual([]);
    },
    TIMEOUT,
  );

  interface Undecidable {
    readonly left: () => Readonly<Record<string, unknown>> | string;
    readonly given?: () => Promise<unknown>;
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly says: string;
  }
  const cases: Record<string, Undecidable> = {
    "that can not be read": { left: () => "", says: "is not a journal this role can read" },
    "of a form it does not know": { left: () => journal("migrating", { format: 2 }), says: "is not a journal" },
    "of other guests": {
      left: () => journal("migrating", { asked: ["db-2"] }),
      says: "is the journal of migration one of db-2",
    },
    "whose checkpoint is gone from a guest": {
      left: () => journal("rolling_back"),
      given: () => checkpoint(["101", "102"]),
      says: "missing on 201",
    },
    "whose checkpoint is somebody else's": {
      left: () => journal("finishing"),
      given: () => checkpoint(["102"], "by hand"),
      says: "not of this migration on 102",
    },
  };

  test.each(Object.entries(cases))(
    "decides nothing about one %s, and says so",
    async (_name, { left, given, variables, says }) => {
      await given?.();
      place.leaveJournal(left());
      await place.control("DELETE", "/requests");
      const run = await place.run(variables);
      expect(run.exitCode, run.stdout).toBe(2);
      expect(run.stdout.replaceAll(/\s+/g, " ")).toContain(says);
      expect(await place.writes()).toEqual([]);
    },
    TIMEOUT,
  );

  test("finds its own marks on a checkpoint", async () => {
    await checkpoint(["102"]);
    expect((await place.guests())["102"]?.snapshots).toEqual({ [ID]: OPEN });
  });
});
