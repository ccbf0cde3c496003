import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";

let simulator: Simulator;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", statsDelay: 0 });
  env = rootOf(simulator);
});

afterAll(() => simulator.stop());

function run(line: string): Promise<Done> {
  return pveplay(line.split(" "), env);
}

/** Ids and statuses of all guests of a kind, by name. */
async function statuses(kind: "vm" | "ct"): Promise<Record<string, string>> {
  const { stdout } = await run(`${kind} list --json`);
  const guests: readonly { readonly name: string; readonly status: string }[] = JSON.parse(stdout);
  return Object.fromEntries(guests.map(({ name, status }) => [name, status]));
}

describe("pveplay vm list", () => {
  test("shows VMs and no containers, without colours when piped", async () => {
    const { stdout, code } = await run("vm list");
    expect(stdout).toBe(
      [
        "VMID  NAME             STATUS    NODE",
        " 101  db-1             running   pve1",
        " 102  scratch          stopped   pve1",
        "9000  debian-13-cloud  template  pve1",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  test("shows only what is named", async () => {
    const { stdout } = await run("vm list @db 9000-9999 --json");
    const guests: readonly { readonly vmid: number }[] = JSON.parse(stdout);
    expect(guests.map(({ vmid }) => vmid)).toEqual([101, 9000]);
  });

  test("tells more with -v", async () => {
    const { stdout } = await run("vm list -v 101");
    expect(stdout).toMatch(/CPUS +MEMORY +DISK +UPTIME +POOL +TAGS\n.*8 GiB +32 GiB.*db,prod\n$/);
  });
});

const refused: Readonly<Record<string, readonly [line: string, code: number, error: RegExp]>> = {
  "an unknown guest among known ones": ["vm start 102,999", 1, /GUEST_NOT_FOUND/],
  "a guest of the other kind": ["vm stop 201 --yes", 1, /use pveplay ct/],
  "a mistyped name, with the nearest one": ["vm start scrtach", 1, /Did you mean 'scratch'/],
  "a range without guests": ["vm start 102 300-400", 1, /300-400/],
  "a tag without guests": ["vm start 102 @nobody", 1, /@nobody/],
  "a pool without guests": ["vm start 102 @pool:nobody", 1, /@pool:nobody/],
  "a range that ends before it starts": ["vm start 107-103", 2, /103-107/],
  "an unknown command, with the nearest one": ["vm strat 102", 2, /Did you mean start/],
  "an unknown flag, with the nearest one": ["vm shutdown 102 --forse", 2, /Did you mean --force/],
  "no guest at all": ["vm start", 2, /guests/],
  "a number that is none": ["vm start 102 --parallel 0", 2, /at least 1/],
  "what destroys, without a terminal": ["vm destroy 102", 2, /--yes/],
  "a hard stop without a terminal": ["vm stop 102", 2, /--yes/],
  "a rollback without a terminal": ["vm rollback 102 -n s1", 2, /--yes/],
  "one id for several clones": ["vm clone 9000 a1 a2 --vmid 150", 2, /--vmid-range/],
  "what containers can not do": ["ct snapshot 201 -n x --memory", 2, /unknown option/],
};

describe("pveplay vm and ct refuse", () => {
  test.each(Object.entries(refused))("%s, and touch nothing", async (_name, [line, code, error]) => {
    const before = [await statuses("vm"), await statuses("ct")];
    const done = await run(line);
    expect(done.stderr).toMatch(error);
    expect(done.code).toBe(code);
    expect(done.stdout).toBe("");
    expect([await statuses("vm"), await statuses("ct")]).toEqual(before);
  });
});

describe("pveplay vm start, shutdown, stop, reboot, suspend and resume", () => {
  test("see to the power, and find it as it shall be the second time", async () => {
    expect((await run("vm start scratch --dry-run")).stdout).toMatch(/^102 scratch {2}would be started\n/);
    expect((await statuses("vm"))["scratch"]).toBe("stopped");
    const steps: readonly (readonly [string, string])[] = [
      ["start", "started"],
      ["start", "already running"],
      ["suspend", "paused"],
      ["resume", "resumed"],
      ["stop --yes", "stopped"],
      ["stop --yes", "already stopped"],
    ];
    for (const [verb, said] of steps) {
      const [name = "", ...flags] = verb.split(" ");
      const { stdout, code } = await pveplay(["vm", name, "102", ...flags], env);
      expect(stdout).toMatch(new RegExp(`^102 scratch {2}${said}\n1 ${said}, after `));
      expect(code).toBe(0);
    }
  });

  test("act on containers with ct", async () => {
    expect((await run("ct shutdown dns-1")).stdout).toMatch(/^201 dns-1 {2}shut down\n/);
    expect((await statuses("ct"))["dns-1"]).toBe("stopped");
    expect((await run("ct reboot dns-1")).stdout).toMatch(/^201 dns-1 {2}started\n/);
  });

  test("go on with the others when one fails, and end with 1", async () => {
    await run("vm stop 102 --yes");
    const { stdout, code } = await run("vm suspend 101,102");
    expect(stdout).toMatch(/101 db-1 {2}paused/);
    expect(stdout).toMatch(/102 scratch {2}Guest 102 is stopped, expected running/);
    expect(code).toBe(1);
    await run("vm resume 101");
  });

  test("tell only failures with --quiet, to standard error", async () => {
    const { stdout, stderr, code } = await run("vm suspend 102 --quiet");
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(/^102 scratch {2}Guest 102 is stopped/);
  });
});

describe("pveplay vm snapshot and rollback", () => {
  test("keep and bring back a group, and leave it alone unless all have the snapshot", async () => {
    const taken = await run("vm snapshot 101-102 --name s1");
    expect(taken.stdout).toMatch(
      /^101 db-1 {2}snapshot taken\n102 scratch {2}snapshot taken\n2 snapshot taken, after /,
    );
    expect((await run("vm snapshot 101 -n s1")).stdout).toMatch(/^101 db-1 {2}has it already\n/);
    await run("vm snapshot 101 -n s2");
    const missing = await run("vm rollback 101 102 -n s2 --yes");
    expect(missing.stderr).toMatch(/SNAPSHOT_NOT_FOUND/);
    expect(missing.stdout).toMatch(/^101 db-1 {2}not done\n102 scratch {2}not done\n/);
    expect(missing.code).toBe(1);
    const back = await run("vm rollback 101 102 -n s1 --yes");
    expect(back.stdout).toMatch(/^101 db-1 {2}rolled back\n102 scratch {2}rolled back\n/);
    expect(back.code).toBe(0);
  });

  test("list and delete are commands below snapshot", async () => {
    await run("vm snapshot 102 -n s3 --description three");
    const { stdout } = await run("vm snapshot list 101-102");
    expect(stdout).toMatch(/^VMID +NAME +SNAPSHOT +TAKEN +PARENT +DESCRIPTION\n/);
    expect(stdout).toMatch(/^ 102 {2}scratch {2}s3 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}s1 +three( \/ .*)?$/m);
    expect(await run("vm snapshot delete 101 102 -n s3")).toMatchObject({ code: 2, stdout: "" });
    const dry = await run("vm snapshot delete 101 102 -n s3 --dry-run");
    expect(dry.stdout).toMatch(/^101 db-1 {2}has none of that name\n102 scratch {2}would be removed\n/);
    const done = await run("vm snapshot delete 101 102 -n s3 --yes");
    expect([done.code, done.stdout]).toEqual([0, expect.stringMatching(/102 scratch {2}removed\n/)]);
    expect((await run("vm snapshot list 102")).stdout).not.toContain("s3");
  });

  test.each(["vm snapshot 101", "vm snapshot delete 101 --yes", "vm snapshot"])("refuse %j", async (line) => {
    expect((await run(line)).code).toBe(2);
  });
});

describe("pveplay ct suspend and resume", () => {
  test("checkpoint a container and bring it back", async () => {
    await run("ct start 201");
    expect((await run("ct suspend 201 --dry-run")).stdout).toContain("would be suspended");
    expect(await run("ct suspend 201")).toMatchObject({ code: 0, stdout: expect.stringContaining("suspended") });
    expect(await run("ct resume 201")).toMatchObject({ code: 0, stdout: expect.stringContaining("resumed") });
  });
});

describe("several guests at once", () => {
  test("are looked up by one listing", async () => {
    const counting = await startSimulator({ fixture: "demo", control: true });
    try {
      const { code } = await pveplay(["vm", "start", "101", "102"], rootOf(counting));
      expect(code).toBe(0);
      const answer: unknown = await (await fetch(`${counting.control ?? ""}/requests`)).json();
      const listings = JSON.stringify(answer).match(/"\/cluster\/resources"/g);
      expect(listings).toHaveLength(1);
    } finally {
      await counting.stop();
    }
  });
});

describe("pveplay vm clone, wait, ip and destroy", () => {
  test("make guests and remove them again", async () => {
    const cloned = await run("vm clone debian-13-cloud new1 new2 --start");
    expect(cloned.stdout).toMatch(/new1 {2}cloned\n {4}id \d+ on pve1/);
    expect(cloned.code).toBe(0);
    expect((await run("vm clone debian-13-cloud new1")).stdout).toMatch(/new1 {2}already there/);
    expect((await run("vm wait new1 new2")).stdout).toMatch(/2 has an address, after /);
    expect((await run("vm ip new1")).stdout).toMatch(/^10\.\d+\.\d+\.\d+\n$/);
    const running = await run("vm destroy new1 new2 --yes");
    expect([running.code, running.stdout]).toEqual([1, expect.stringContaining("2 failed")]);
    expect((await run("vm destroy new1 new2 --yes --force")).stdout).toMatch(/2 destroyed/);
    expect(Object.keys(await statuses("vm"))).toEqual(["db-1", "scratch", "debian-13-cloud"]);
  });

  test("say of each guest without an address why, and print the others", async () => {
    const { stdout, stderr, code } = await run("vm ip 101 102");
    expect(stdout).toMatch(/101 +db-1 +192\.0\.2\.101\n$/);
    expect(stderr).toMatch(/^102 scratch: /);
    expect(code).toBe(1);
  });
});
