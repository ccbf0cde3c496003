import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromJson, toJson } from "../../core/values.ts";
import { finalise } from "../../runner/template/finalise.ts";
import { compileQuery } from "../../runner/template/jmespath/parser.ts";

// Recorded by scripts/differential/generate_jmespath_cases.py with the jmespath package.
const recorded: { readonly data: unknown; readonly cases: [string, { value?: unknown; error?: true }][] } = JSON.parse(
  readFileSync(new URL("../fixtures/jmespath-cases.json", import.meta.url), "utf8"),
);

describe("compileQuery()", () => {
  test.each(recorded.cases)("answers %s as jmespath does", (query, outcome) => {
    const search = (): unknown => toJson(finalise(compileQuery(query)(fromJson(recorded.data))));
    if (outcome.error) expect(search).toThrow();
    else expect(search()).toEqual(outcome.value);
  });
});
