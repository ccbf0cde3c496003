import { describe, expect, test } from "vitest";
import { formatSize, humanSize, parseSize } from "./size.ts";

const GIB = 1024 ** 3;

describe("parseSize()", () => {
  test.each([
    ["2.5G", 2.5 * GIB],
    ["512M", GIB / 2],
    ["3", 3],
    ["1T", 1024 * GIB],
  ])("reads %s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test("is no number for what is no size", () => {
    expect(parseSize("1Q")).toBeNaN();
  });
});

describe("formatSize()", () => {
  test.each([
    [2.5 * GIB, "2560M"],
    [540_672, "528K"],
    [0, "0T"],
    [1000, "1000"],
  ])("writes %d bytes in the largest unit that divides them", (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe("humanSize()", () => {
  test("writes sizes as task logs show them", () => {
    expect([0, 540_672, 2.5 * GIB].map(humanSize)).toEqual(["0.0 B", "528.0 KiB", "2.5 GiB"]);
  });
});
