import { describe, expect, test } from "vitest";
import { toJson } from "../../core/values.ts";
import { parseModuleOutput } from "../../runner/execute/modules/module-output.ts";

function read(stdout: string, rc = 0): { result: Record<string, unknown>; warnings: readonly string[] } {
  const warnings: string[] = [];
  const done = { rc, stdout: Buffer.from(stdout), stderr: Buffer.from("") };
  const result = toJson(parseModuleOutput(done, (message) => warnings.push(message))) as Record<string, unknown>;
  return { result, warnings };
}

const fine: Record<string, readonly [stdout: string, result: object]> = {
  "reads an empty object": ["{}", {}],
  "reads an object over several lines": ['{\n "a": 1\n}\n', { a: 1 }],
  "passes over noise before": ['[x] log\nstarting\n{"a": 1}', { a: 1 }],
  "adds lines to stdout": ['{"stdout": "a\\nb\\n"}', { stdout: "a\nb\n", stdout_lines: ["a", "b"] }],
  "keeps given lines": ['{"stdout": "a", "stdout_lines": []}', { stdout: "a", stdout_lines: [] }],
  "renames a text in results": ['{"results": "x"}', { ansible_module_results: "x" }],
  "drops empty warnings": ['{"warnings": [], "deprecations": null}', {}],
};

describe("parseModuleOutput()", () => {
  test.each(Object.entries(fine))("%s", (_name, [stdout, expected]) => {
    expect(read(stdout).result).toEqual(expected);
  });

  test.each(["", "[1,2]", '"x"', "{bad", '{"a":1} {"b":2}', 'x {"a":1}', '{"a":1}\n{x}'])("refuses %j", (stdout) => {
    expect(read(stdout, 3).result).toMatchObject({ failed: true, rc: 3, module_stdout: stdout });
  });

  test("warns of noise after", () => {
    expect(read('{"a": 1}\nbye').warnings).toHaveLength(1);
  });

  test("takes out keys that are Ansible's own", () => {
    const { result, warnings } = read('{"_ansible_x": 1, "a": 2}');
    expect(result).toEqual({ a: 2 });
    expect(warnings).toHaveLength(1);
  });
});
