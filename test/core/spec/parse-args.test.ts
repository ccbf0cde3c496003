import { describe, expect, test } from "vitest";
import type { Options } from "../../../core/spec/options.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { codeOf } from "../../helpers/code-of.ts";

const options = {
  vmid: { type: "int", min: 100, description: "" },
  name: { type: "str", aliases: ["hostname"], env: ["GUEST_NAME"], description: "" },
  state: { type: "str", choices: ["present", "absent"], default: "present", description: "" },
  onboot: { type: "bool", description: "" },
  limit: { type: "float", description: "" },
  tags: { type: "list", elements: "str", description: "" },
  ids: { type: "list", elements: "int", description: "" },
  extra: { type: "dict", description: "" },
  nested: { type: "dict", description: "", options: { size: { type: "int", required: true, description: "" } } },
  net: { type: "raw", indexed: 4, description: "" },
  secret: { type: "str", secret: true, description: "" },
} as const satisfies Options;

const parse = (raw: Record<string, unknown>, env = {}) => parseArgs(options, raw, { env });

describe("parseArgs() reads values as Ansible does", () => {
  const cases: Record<string, readonly [Record<string, unknown>, Record<string, unknown>]> = {
    "fills in a default": [{}, { state: "present" }],
    "takes an int from text": [{ vmid: "101" }, { vmid: 101 }],
    "takes an int from a float without fraction": [{ vmid: 101.0 }, { vmid: 101 }],
    "takes text from a number": [{ name: 5 }, { name: "5" }],
    "takes Python's text of a boolean": [{ name: true }, { name: "True" }],
    "takes yes as true": [{ onboot: "yes" }, { onboot: true }],
    "takes Python's False": [{ onboot: "False" }, { onboot: false }],
    "takes 0 as false": [{ onboot: 0 }, { onboot: false }],
    "takes a float from text": [{ limit: "1.5" }, { limit: 1.5 }],
    "splits a list at commas": [{ tags: "a, b" }, { tags: ["a", "b"] }],
    "takes a list from its JSON text": [{ tags: '["a"]' }, { tags: ["a"] }],
    "takes one number as a list": [{ ids: 7 }, { ids: [7] }],
    "coerces list items": [{ ids: ["7", 8] }, { ids: [7, 8] }],
    "drops omitted list items": [{ tags: ["a", `__omit_place_holder__${"0".repeat(40)}`] }, { tags: ["a"] }],
    "takes a dict from k=v pairs": [{ extra: "a=1, b=2" }, { extra: { a: "1", b: "2" } }],
    "takes a dict from its JSON text": [{ extra: '{"a": 1}' }, { extra: { a: 1 } }],
    "coerces nested options": [{ nested: { size: "3" } }, { nested: { size: 3 } }],
    "resolves an alias": [{ hostname: "web" }, { name: "web" }],
    "counts null as not given": [{ state: null, name: null }, {}],
    "collects indexed options": [{ net0: "a", net3: "b" }, { net: { net0: "a", net3: "b" } }],
    "takes indexed options as one dict": [{ net: { net1: "a" } }, { net: { net1: "a" } }],
    "joins both forms of indexed options": [{ net: { net1: "a" }, net0: "b" }, { net: { net0: "b", net1: "a" } }],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, expected]) => {
    expect(parse(raw)).toEqual({ state: "present", ...expected });
  });

  test("reads the environment only when the option is not given", () => {
    expect(parse({}, { GUEST_NAME: "env" }).name).toBe("env");
    expect(parse({ name: "task" }, { GUEST_NAME: "env" }).name).toBe("task");
  });
});

describe("parseArgs() refuses", () => {
  const cases: Record<string, readonly [Record<string, unknown>, string]> = {
    "an unknown option": [{ vmidd: 1 }, "OPTION_UNKNOWN"],
    "an index out of range": [{ net4: "a" }, "OPTION_UNKNOWN"],
    "a foreign key among indexed ones": [{ net: { eth0: "a" } }, "OPTION_UNKNOWN"],
    "an option given by name and by alias": [{ name: "a", hostname: "b" }, "OPTION_CONFLICT"],
    "text for an int": [{ vmid: "abc" }, "OPTION_INVALID"],
    "a fraction for an int": [{ vmid: 1.5 }, "OPTION_INVALID"],
    "a boolean for an int": [{ vmid: true }, "OPTION_INVALID"],
    "a number below the bound": [{ vmid: 99 }, "OPTION_INVALID"],
    "a word that is no boolean": [{ onboot: "maybe" }, "OPTION_INVALID"],
    "a list for a text": [{ name: ["a"] }, "OPTION_INVALID"],
    "a choice that is none": [{ state: "gone" }, "OPTION_INVALID"],
    "a bad list item": [{ ids: ["x"] }, "OPTION_INVALID"],
    "a missing nested option": [{ nested: {} }, "OPTION_MISSING"],
    "an unknown nested option": [{ nested: { size: 1, colour: 2 } }, "OPTION_UNKNOWN"],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, code]) => {
    expect(codeOf(() => parse(raw))).toBe(code);
  });

  test("anything but the default where only that is supported, with the option's own hint", () => {
    const kerberos = { kerberos: { type: "bool", default: false, only: "Use a password", description: "" } } as const;
    expect(() => parseArgs(kerberos, { kerberos: "yes" }, { env: {} })).toThrow(
      expect.objectContaining({ code: "OPTION_UNSUPPORTED", hint: "Use a password" }),
    );
    expect(parseArgs(kerberos, { kerberos: "no" }, { env: {} })).toEqual({ kerberos: false });
  });

  test("an unknown option with the nearest name as hint", () => {
    expect(() => parse({ vmidd: 1 })).toThrow(expect.objectContaining({ hint: "Did you mean 'vmid'?" }));
  });

  test("a bad secret without quoting it", () => {
    expect(() => parse({ secret: ["hunter2"] })).toThrow(expect.not.stringContaining("hunter2"));
  });
});

describe("parseArgs() checks constraints", () => {
  const constrained = (raw: Record<string, unknown>) =>
    codeOf(() =>
      parseArgs(options, raw, {
        env: {},
        constraints: {
          mutuallyExclusive: [["vmid", "name"]],
          requiredTogether: [["limit", "tags"]],
          requiredOneOf: [["vmid", "name"]],
          requiredIf: [["state", "absent", ["vmid"]]],
        },
      }),
    );
  const cases: Record<string, readonly [Record<string, unknown>, string | undefined]> = {
    "lets legal ones through": [{ vmid: 100 }, undefined],
    "refuses options that exclude each other": [{ vmid: 100, name: "a" }, "OPTION_CONFLICT"],
    "refuses one of a pair": [{ vmid: 100, limit: 1 }, "OPTION_MISSING"],
    "refuses none of several": [{}, "OPTION_MISSING"],
    "refuses a value that needs another option": [{ name: "a", state: "absent" }, "OPTION_MISSING"],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, code]) => {
    expect(constrained(raw)).toBe(code);
  });
});
