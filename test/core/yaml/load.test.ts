import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { HintedError } from "../../../core/errors.ts";
import { isDict, TemplateText, VaultText } from "../../../core/values.ts";
import { loadYaml, loadYamlAll, originOf, originOfKey } from "../../../core/yaml/index.ts";
import { encode } from "../../template/encode.ts";

// Recorded by scripts/differential/generate_yaml_cases.py with PyYAML's C loader, which Ansible uses.
const recorded: readonly { text: string; value?: unknown; error?: [number, number] }[] = JSON.parse(
  gunzipSync(readFileSync(new URL("../../fixtures/yaml-cases.json.gz", import.meta.url))).toString("utf8"),
);

const fails = "fails";

function outcome(text: string): unknown {
  try {
    return encode(loadYaml(text, { file: "f.yml", json: false }));
  } catch (error) {
    if (error instanceof HintedError && error.code === "YAML_SYNTAX") return fails;
    throw error;
  }
}

function failure(text: string): HintedError {
  try {
    loadYaml(text, { file: "f.yml" });
  } catch (error) {
    if (error instanceof HintedError) return error;
  }
  throw new Error("It was accepted");
}

describe("loadYaml()", () => {
  test("agrees with libyaml and PyYAML on every recorded text, whole or damaged", () => {
    const ours = recorded.map(({ text }) => [text, outcome(text)]);
    const theirs = recorded.map(({ text, value, error }) => [text, error ? fails : value]);
    expect(ours.length).toBeGreaterThan(2000);
    expect(ours).toEqual(theirs);
  });

  test.each<[string, [number, number], RegExp]>([
    ["a: {{ b }}\n", [1, 4], /quoted/],
    ["a:\n\t- b\n", [2, 1], /tab/],
    ["a: b\nc: d: e\n", [2, 5], /colon/],
    ['a: "b" and c\n', [1, 4], /quote/],
    ["a:\n  - b\n c: d\n", [3, 2], /mapping key/],
    ["a: *nope\n", [1, 4], /anchor/],
    ["a: !nope x\n", [1, 4], /tag/],
    ["a: 'b\nc: d\n", [1, 4], /closed/],
    ["- a\n--- \n- b\n", [2, 1], /document/],
  ])("refuses %j at %j", (text, [line, column], message) => {
    const error = failure(text);
    expect(error.code).toBe("YAML_SYNTAX");
    expect(error.origin).toEqual({ file: "f.yml", line, column });
    expect(error.message).toMatch(message);
  });

  test("makes templates of trusted strings, with the place where their text starts", () => {
    const value = loadYaml('a: "{{ b }}"\nc: |\n  x\n  {{ d }}\ne: !unsafe "{{ f }}"\ng: !unsafe [{h: "{{ i }}"}]\n', {
      file: "f.yml",
    });
    if (!isDict(value)) throw new Error("no dict");
    expect(value.get("a")).toEqual(new TemplateText("{{ b }}", { file: "f.yml", line: 1, column: 5 }));
    expect(value.get("c")).toEqual(new TemplateText("x\n{{ d }}\n", { file: "f.yml", line: 3, column: 3 }));
    expect(value.get("e")).toBe("{{ f }}");
    expect(value.get("g")).toEqual([new Map([["h", "{{ i }}"]])]);
  });

  test("decrypts a vault value when it is used, not before", () => {
    const value = loadYaml("a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\n", {
      file: "f",
      decrypt: (text) => text.length.toString(),
    });
    const secret = isDict(value) ? value.get("a") : undefined;
    expect(secret).toBeInstanceOf(VaultText);
    expect(secret instanceof VaultText && secret.reveal()).toBe("31");
  });

  test("keeps the last of duplicate keys and says so", () => {
    const warnings: string[] = [];
    const value = loadYaml("a: 1\nb: 2\na: 3\n", { file: "f.yml", warn: (message) => warnings.push(message) });
    expect(value).toEqual(
      new Map([
        ["a", 3],
        ["b", 2],
      ]),
    );
    expect(warnings).toEqual([expect.stringContaining("a at f.yml:3:1")]);
  });

  test("reads JSON as JSON: tabs, exponents, big ints, key order", () => {
    const value = loadYaml('{\n\t"10": 1e3, "a": 1.0, "b": 12345678901234567890, "c": "{{ x }}"}', { file: "f.json" });
    expect(encode(value)).toEqual({
      dict: [
        ["10", { float: "1000.0" }],
        ["a", { float: "1.0" }],
        ["b", { int: "12345678901234567890" }],
        ["c", "{{ x }}"],
      ],
    });
  });
});

describe("loadYamlAll()", () => {
  test("gives every document", () => {
    expect(loadYamlAll("a\n---\nb\n...\n---\n", { file: "f" })).toEqual(["a", "b", null]);
  });
});

describe("originOf() and originOfKey()", () => {
  test("tell where containers and keys stand", () => {
    const value = loadYaml("- name: x\n  when: y\n-   - z\n", { file: "f.yml" });
    const [first, second] = Array.isArray(value) ? value : [];
    expect(originOf(first)).toEqual({ file: "f.yml", line: 1, column: 3 });
    expect(isDict(first) && originOfKey(first, "when")).toEqual({ file: "f.yml", line: 2, column: 3 });
    expect(originOf(second)).toEqual({ file: "f.yml", line: 3, column: 5 });
  });
});
