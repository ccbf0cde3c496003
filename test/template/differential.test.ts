import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conditionOutcome, scopeOf, templarIn, templateOutcome } from "./outcome.ts";

// Recorded by scripts/differential/generate_template_cases.py with ansible-core 2.19.
const recorded = JSON.parse(
  gunzipSync(readFileSync(new URL("../fixtures/template-cases.json.gz", import.meta.url))).toString("utf8"),
);

/** Failures are equal when both fail, floats when they differ by the last digit (powers and logarithms of other C libraries). */
function comparable(outcome: unknown): unknown {
  if (Array.isArray(outcome)) return outcome.map(comparable);
  if (typeof outcome !== "object" || outcome === null) return outcome;
  if ("error" in outcome) return "fails";
  if ("float" in outcome && Math.abs(Number(outcome.float)) < 1e308)
    return { float: Number(outcome.float).toPrecision(14) };
  return Object.fromEntries(Object.entries(outcome).map(([key, item]) => [key, comparable(item)]));
}

const directory = mkdtempSync(join(tmpdir(), "templates-"));
const zone = process.env["TZ"];

beforeAll(() => {
  process.env["TZ"] = "UTC";
});

afterAll(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  rmSync(directory, { recursive: true });
});

// Variables never change, so all cases share them; templates that change a list or dict work on copies.
const scope = scopeOf(recorded.vars);

describe("Templar.evaluate()", () => {
  test("gives what Ansible's templar gives, for every recorded template", () => {
    const templar = templarIn(directory);
    const ours = recorded.templates.map(([template]: [string]) => [
      template,
      templateOutcome(templar, template, scope),
    ]);
    expect(ours.length).toBeGreaterThan(7000);
    expect(comparable(ours)).toEqual(comparable(recorded.templates));
    expect(undefinedOnes(ours)).toEqual(expect.arrayContaining(undefinedOnes(recorded.templates)));
  });
});

/** The templates that fail because something is undefined. */
function undefinedOnes(cases: readonly (readonly [string, unknown])[]): string[] {
  return cases.filter(([, outcome]) => isUndefined(outcome)).map(([template]) => template);
}

function isUndefined(outcome: unknown): boolean {
  return typeof outcome === "object" && outcome !== null && "error" in outcome && outcome.error === "undefined";
}

describe("Templar.condition()", () => {
  test.each<[unknown, unknown]>(recorded.conditions)("decides %j as Ansible does", (condition, outcome) => {
    const ours = conditionOutcome(templarIn(directory), condition, scope);
    expect(comparable(ours)).toEqual(comparable(outcome));
  });
});
