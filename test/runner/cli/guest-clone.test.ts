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

function clone(...args: readonly string[]): Promise<Done> {
  return pveplay(["vm", "clone", "9000", ...args], env);
}

/** All that the cluster's list tells of guests, but for what changes by itself. */
async function guests(): Promise<unknown> {
  const both = await Promise.all(["vm", "ct"].map((kind) => pveplay([kind, "list", "--json"], env)));
  return both.map(({ stdout }) => {
    const listed: readonly Readonly<Record<string, unknown>>[] = JSON.parse(stdout);
    return listed.map(({ vmid, name, status, pool }) => ({ vmid, name, status, pool }));
  });
}

const refused: Readonly<Record<string, readonly [args: readonly string[], error: string]>> = {
  "an id that another VM has": [["new1", "--vmid", "102", "--start"], "VMID 102 is taken by scratch on pve1"],
  "an id that a container has": [["new1", "--vmid", "201"], "VMID 201 is taken by dns-1 on pve2"],
  "the source's id": [["new1", "--vmid", "9000"], "VMID 9000 is taken by debian-13-cloud on pve1"],
  "a name that no guest can have": [["bad name"], "'bad name' is no name for a guest"],
  "a name with a dash at its end": [["good", "bad-"], "'bad-' is no name for a guest"],
};

describe("pveplay vm clone refuses", () => {
  test.each(Object.entries(refused))("%s, also in a dry run, and touches no guest", async (_name, [args, error]) => {
    const before = await guests();
    for (const more of [[], ["--dry-run"]]) {
      const done = await clone(...args, ...more);
      expect(done).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(error) });
    }
    expect(await guests()).toEqual(before);
  });

  test("an id of a guest that the credential may not see", async () => {
    const asOther = {
      ...env,
      PROXMOX_USER: "deploy@pve!play",
      PROXMOX_TOKEN_SECRET: "33333333-3333-3333-3333-333333333333",
    };
    const listed = await pveplay(["vm", "list", "--json"], asOther);
    const seen: readonly { readonly vmid: number }[] = JSON.parse(listed.stdout);
    const hidden = [101, 102, 201].find((id) => !seen.some(({ vmid }) => vmid === id));
    expect(hidden).toBeDefined();
    const source = String(seen[0]?.vmid ?? 9000);
    const done = await pveplay(["vm", "clone", source, "new1", "--vmid", String(hidden), "--dry-run"], asOther);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining(`VMID ${hidden} is taken`) });
  });
});

describe("pveplay vm clone", () => {
  test("says cloned of what it cloned only, and leaves a guest of that name as it is but for its start", async () => {
    expect((await clone("c1", "--vmid", "151")).stdout).toMatch(/^c1 {2}cloned\n {4}id 151 on pve1\n/);
    const before = await guests();
    expect((await clone("c1", "--vmid", "151")).stdout).toMatch(/^c1 {2}already there\n/);
    expect(await guests()).toEqual(before);
    expect((await clone("c1", "--start", "--dry-run")).stdout).toMatch(
      /^c1 {2}would be started, it was already there\n/,
    );
    expect((await clone("c1", "--start")).stdout).toMatch(/^c1 {2}started, it was already there\n/);
    expect((await clone("c1", "--start")).stdout).toMatch(/^c1 {2}already there\n/);
  });
});
