import { describe, expect, test } from "vitest";
import { parseForm, parseJson } from "./form.ts";

describe("parseForm()", () => {
  test.each([
    ["separates at & and ;", "a=1;b=2&c=3", { a: "1", b: "2", c: "3" }],
    ["cuts a value at a second bare equals sign", "a=x=y=z", { a: "x" }],
    ["reads + as a blank and %2B as a plus", "a=a+b%2Bc", { a: "a b+c" }],
    ["makes a list of a repeated key", "a=1&a=2&a=3", { a: ["1", "2", "3"] }],
    ["takes a key without a value for empty", "a", { a: "" }],
    ["decodes UTF-8", "a=gr%C3%BC%C3%9Fe", { a: "grüße" }],
  ])("%s", (_name, text, values) => {
    expect(Object.fromEntries(parseForm(text))).toEqual(values);
  });
});

describe("parseJson()", () => {
  test("makes text of scalars, 0 and 1 of booleans, and drops null", () => {
    const values = parseJson('{"a": 5, "b": true, "c": false, "d": null, "e": ["x", 1]}');
    expect(Object.fromEntries(values)).toEqual({ a: "5", b: "1", c: "0", e: ["x", "1"] });
  });

  test.each([
    ["a list", '["a"]', 500],
    ["no JSON", "{bad json", 500],
  ])("refuses %s", (_name, text, status) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ status }));
  });
});
