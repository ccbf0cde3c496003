import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, type EngineRun, underAnsible, underPveplay } from "../../helpers/both-engines.ts";
import { exampleOf, runOf } from "../../helpers/role-run.ts";
import { startSimulator } from "../../helpers/simulator.ts";

const OLD = "33333333-3333-3333-3333-333333333333";

type Engine = (run: EngineRun) => Promise<EngineResult>;

interface Ran {
  readonly results: readonly EngineResult[];
  readonly vault: string;
  readonly records: string;
}

async function runTwice(engine: Engine, playbook: string, pve: "8.4" | "9.2"): Promise<Ran> {
  const simulator = await startSimulator({ fixture: "demo", speed: 0, pve });
  try {
    const run = runOf(simulator, playbook);
    const results = [await engine(run), await engine(run)];
    let vault = "";
    try {
      vault = readFileSync(join(run.folder, "deploy.yml"), "utf8");
    } catch {
      // There is none where nothing was rotated.
    }
    // Items name the vault file with its folder, which is another one for each engine.
    const records = JSON.stringify(results.map(({ record }) => record)).replaceAll(run.folder, "<home>");
    return { results, vault, records };
  } finally {
    await simulator.stop();
  }
}

describe.each(["8.4", "9.2"] as const)("role token_rotate on %s", (pve) => {
  test("rotates once, proves it, and keeps the secret in the vault only", async () => {
    const { results, vault } = await runTwice(underPveplay, exampleOf("token_rotate"), pve);
    expect(
      results.map(({ record }) => record.exitCode),
      results[0]?.stdout,
    ).toEqual([0, 0]);
    expect(results.map(({ record }) => record.stats["localhost"]?.["changed"])).toEqual([1, 0]);
    expect(vault).toMatch(/^\$ANSIBLE_VAULT;/);
    expect(results.map(({ stdout }) => stdout).join("")).not.toContain(OLD);
  });

  test.each(pve === "9.2" ? ansibles : [])(
    "does the same under ansible-core $version",
    async ({ bin }) => {
      const ours = await runTwice(underPveplay, exampleOf("token_rotate"), pve);
      const theirs = await runTwice(
        (run) => underAnsible(run, join(bin, "ansible-playbook")),
        exampleOf("token_rotate"),
        pve,
      );
      expect(JSON.parse(ours.records)).toEqual(JSON.parse(theirs.records));
    },
    120_000,
  );

  test("makes no token that is not there", async () => {
    const { results, vault } = await runTwice(
      underPveplay,
      exampleOf("token_rotate").replace("tokenid: play", "tokenid: plai"),
      pve,
    );
    expect(results[0]?.record.exitCode).toBe(2);
    expect(results[0]?.stdout).toContain("There is no token deploy@pve!plai");
    expect(vault).toBe("");
  });
});
