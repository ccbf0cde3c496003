import { describe, expect, test } from "vitest";
import { Float, type Value } from "../../core/values.ts";
import { pythonLiteral } from "../../inventory/python/literal.ts";

/** What Python's ast.literal_eval makes of each text; undefined where it raises. */
const cases: readonly (readonly [string, Value | undefined])[] = [
  ["5", 5],
  ["-5", -5],
  ["+5", 5],
  ["- 5", -5],
  ["--5", undefined],
  ["1_000", 1000],
  ["1__0", undefined],
  ["1_", undefined],
  ["00", 0],
  ["0123", undefined],
  ["0o17", 15],
  ["0x_ff", 255],
  ["0b101", 5],
  ["12345678901234567890", 12345678901234567890n],
  ["1.0", new Float(1)],
  ["1.", new Float(1)],
  [".5", 0.5],
  ["1e3", new Float(1000)],
  ["01.5", 1.5],
  ["1e400", Number.POSITIVE_INFINITY],
  ["True", true],
  ["true", undefined],
  ["None", null],
  ["-True", undefined],
  ["'a'", "a"],
  ['"it\'s"', "it's"],
  ["'a' 'b'", "ab"],
  ["'''a\nb'''", "a\nb"],
  ["'a\nb'", undefined],
  ["'open", undefined],
  [String.raw`'\n\t\x41\u0105\101\q'`, "\n\tAąA\\q"],
  [String.raw`r'\n'`, String.raw`\n`],
  ["u'x'", "x"],
  ["b'abc'", "abc"],
  ["f'x'", undefined],
  [String.raw`'\x4'`, undefined],
  ["[]", []],
  ["[1, 'a', None,]", [1, "a", null]],
  ["[1,,2]", undefined],
  ["()", []],
  ["(1)", 1],
  ["(1,)", [1]],
  ["1, 2", [1, 2]],
  ["1,", [1]],
  ["{}", new Map()],
  [
    "{'a': 1, 2: [3.5], }",
    new Map<Value, Value>([
      ["a", 1],
      [2, [3.5]],
    ]),
  ],
  ["{1, 1}", [1]],
  ["set()", []],
  ["5 # five", 5],
  ["foo # bar", undefined],
  ["1 2", undefined],
  ["1 + 1", undefined],
  ["a.b", undefined],
  ["__import__('os')", undefined],
  ["", undefined],
  ["  5", 5],
  ["...", "..."],
];

describe("pythonLiteral()", () => {
  test.each(cases)("reads %j", (text, value) => {
    expect(pythonLiteral(text)).toEqual(value);
  });

  test("refuses keys that can not be hashed", () => {
    expect(() => pythonLiteral("{[1]: 2}")).toThrow(TypeError);
  });
});
