import { describe, expect, test } from "vitest";
import { ansiblePlaybook, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { caseNames, caseRun, expectedRecord } from "./cases.ts";

const live = process.env["PVEPLAY_DIFFERENTIAL"] === "live";
const ansible = ansiblePlaybook();

describe.concurrent("pveplay run", () => {
  test.each(caseNames())("does what Ansible was recorded to do with %s", async (name) => {
    const expected = expectedRecord(name);
    expect(expected, `${name} has no recording: run node scripts/record-differential.mjs ${name}`).toBeDefined();
    const { record, stderr } = await underPveplay(caseRun(name));
    expect(record, stderr).toEqual(expected);
  });
});

/** Enough to notice that recordings have gone stale, few enough to be quick; all of them with PVEPLAY_DIFFERENTIAL=live. */
const watched = live ? caseNames() : ["blocks-nested", "handlers-order", "loops-register", "vars-precedence"];

describe("ansible-playbook", () => {
  if (ansible === undefined) {
    // Said loudly: a quiet skip would look like agreement.
    process.stderr.write(
      "\n*** No ansible-playbook on this machine: the live comparison with Ansible was SKIPPED ***\n\n",
    );
  }
  test.skipIf(ansible === undefined).each(watched)(
    "still does what it was recorded to do with %s",
    async (name) => {
      const { record, stderr } = await underAnsible(caseRun(name));
      expect(record, stderr).toEqual(expectedRecord(name));
    },
    120_000,
  );
});
