import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, inCheckMode, underBoth, underPveplay } from "../../helpers/both-engines.ts";
import { api, configsOf, exampleOf, playOf, runOf } from "../../helpers/role-run.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

const start = (): Promise<Simulator> => startSimulator({ fixture: "demo", speed: 0, statsDelay: 0 });

beforeEach(async () => {
  simulator = await start();
});

afterEach(() => simulator.stop());

const example = exampleOf("provision");

const run = (playbook: string, args: readonly string[] = []): Promise<EngineResult> =>
  underPveplay(runOf(simulator, playbook, args));

const play = (vars: Readonly<Record<string, unknown>>): string =>
  playOf("provision", { provision_template: "debian-13-cloud", ...vars });

describe("role provision", () => {
  test("makes the guests its README says, with names, ids and addresses of the scheme", async () => {
    const { record, stdout } = await run(example);
    expect(record.exitCode, stdout).toBe(0);
    const configs = await configsOf(simulator);
    expect(configs.get(400)).toMatchObject({ name: "gate", cores: 1, ipconfig0: "gw=10.0.0.1,ip=10.0.0.5/24" });
    expect(configs.get(401)).toMatchObject({ name: "web01", cores: 2, memory: "2048", tags: "web", ciuser: "admin" });
    expect(configs.get(402)).toMatchObject({ name: "web02", ipconfig0: "gw=10.0.0.1,ip=10.0.0.12/24" });
    expect(Object.keys(record.stats).toSorted()).toEqual(["gate", "localhost", "web01", "web02"]);
  });

  test.each(ansibles)(
    "does the same under ansible-core $version: check mode, a run, and one that changes nothing",
    async ({ bin }) => {
      const { ours, theirs } = await underBoth(bin, async () => {
        await simulator.stop();
        simulator = await start();
        const once = runOf(simulator, example);
        return [inCheckMode(once), once, once];
      });
      expect(theirs.map(({ record }) => record.exitCode)).toEqual([0, 0, 0]);
      expect(theirs[1]?.record.stats["localhost"]).toMatchObject({ changed: 1 });
      expect(theirs[2]?.record.stats["localhost"]).toMatchObject({ changed: 0 });
      expect(ours.map(({ record }) => record)).toEqual(theirs.map(({ record }) => record));
    },
    240_000,
  );

  test("makes what is missing when there are to be more, and leaves the others alone", async () => {
    const series = { provision_count: 1, provision_name: "app%d", provision_vmid_first: 500 };
    await run(play(series));
    await api(simulator, "/nodes/pve1/qemu/500/config", { method: "put", params: { description: "by hand" } });
    const before = (await configsOf(simulator)).get(500);
    const { record, stdout } = await run(play({ ...series, provision_count: 2 }));
    expect(record.exitCode, stdout).toBe(0);
    const configs = await configsOf(simulator);
    expect(configs.get(500)).toEqual(before);
    expect(configs.get(501)).toMatchObject({ name: "app2" });
  });

  const refused: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, RegExp]>> = {
    "an id of another guest": [{ provision_guests: [{ name: "mine", vmid: 101 }] }, /101 is db-1, not mine/],
    "nothing to make": [{}, /Set provision_template/],
    "a series whose names have no number": [{ provision_count: 2, provision_name: "web" }, /web%02d/],
    "a guest without a name": [{ provision_guests: [{ vmid: 500 }] }, /name/],
    "a key it does not know": [{ provision_guests: [{ name: "a", colour: "red" }] }, /colour/],
  };

  test.each(Object.entries(refused))("refuses %s before anything is done", async (_name, [vars, words]) => {
    const before = await configsOf(simulator);
    const { record, stdout } = await run(play(vars));
    expect(record.exitCode).toBe(2);
    expect(stdout).toMatch(words);
    expect(await configsOf(simulator)).toEqual(before);
  });

  test("fails when a guest does not answer on its port in time", async () => {
    const { record, stdout } = await run(
      play({
        // An address of documentation, where nobody answers.
        provision_guests: [{ name: "deaf", ipconfig: "ip=192.0.2.77/24" }],
        provision_port: 22,
        provision_timeout: 2,
      }),
    );
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("192.0.2.77");
  });
});
