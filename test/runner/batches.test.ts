import { describe, expect, test } from "vitest";
import { splitBatches } from "../../runner/execute/batches.ts";
import { codeOf } from "../helpers/code-of.ts";

const HOSTS = ["a", "b", "c", "d", "e"];

const cases: Record<string, readonly [serial: readonly string[], sizes: readonly number[]]> = {
  "takes all hosts at once": [[], [5]],
  "cuts by number": [["2"], [2, 2, 1]],
  "repeats the last of a list": [
    ["1", "2"],
    [1, 2, 2],
  ],
  "cuts by share": [["40%"], [2, 2, 1]],
  "takes at least one host": [["1%"], [1, 1, 1, 1, 1]],
  "takes all for zero": [["0"], [5]],
};

describe("splitBatches()", () => {
  test.each(Object.entries(cases))("%s", (_name, [serial, sizes]) => {
    const batches = splitBatches(HOSTS, serial);
    expect(batches.map((batch) => batch.length)).toEqual(sizes);
    expect(batches.flat()).toEqual(HOSTS);
  });

  test("refuses words", () => {
    expect(codeOf(() => splitBatches(HOSTS, ["some"]))).toBe("OPTION_INVALID");
  });
});
