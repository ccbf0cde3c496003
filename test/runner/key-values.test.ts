import { describe, expect, test } from "vitest";
import { TemplateText, type Value } from "../../core/values.ts";
import { parseKeyValues } from "../../runner/compile/key-values.ts";
import { codeOf } from "../helpers/code-of.ts";

const plain = (value: Value | undefined): unknown =>
  value instanceof TemplateText ? { template: value.source } : value;

interface Case {
  readonly text: string;
  readonly freeForm?: boolean;
  readonly named?: Record<string, unknown>;
  readonly raw?: unknown;
}

const cases: Record<string, Case> = {
  "reads pairs": { text: "a=1 b=two", named: { a: "1", b: "two" } },
  "takes quotes off": { text: `a="x y" b='z'`, named: { a: "x y", b: "z" } },
  "keeps an empty value": { text: "a= b=", named: { a: "", b: "" } },
  "keeps templates whole": { text: "a={{ x + 1 }} b=2", named: { a: { template: "{{ x + 1 }}" }, b: "2" } },
  "keeps quotes inside templates": {
    text: `msg="{{ x | default("a b") }}"`,
    named: { msg: { template: `{{ x | default("a b") }}` } },
  },
  "decodes escapes in values": { text: String.raw`a=x\ny`, named: { a: "x\ny" } },
  "leaves words without a key": { text: "one a=1 two", named: { a: "1" }, raw: "one two" },
  "takes only its own options out of a command": {
    text: "sh -c 'x=1 y' chdir=/tmp a=b",
    freeForm: true,
    named: { chdir: "/tmp" },
    raw: "sh -c 'x=1 y' a=b",
  },
  "keeps the blanks of a command": { text: "echo a   b", freeForm: true, raw: "echo a   b" },
};

describe("parseKeyValues()", () => {
  test.each(Object.entries(cases))("%s", (_name, { text, freeForm = false, named = {}, raw }) => {
    const found = parseKeyValues(text, freeForm, undefined);
    expect(Object.fromEntries([...found.named].map(([key, value]) => [key, plain(value)]))).toEqual(named);
    expect(plain(found.raw)).toEqual(raw);
  });

  test("refuses an open quote", () => {
    expect(codeOf(() => parseKeyValues("a='x", false, undefined))).toBe("PLAYBOOK_SYNTAX");
  });
});
