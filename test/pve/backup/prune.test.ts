import { describe, expect, test } from "vitest";
import type { Volume } from "../state.ts";
import { mark, retention } from "./prune.ts";

const DAY = 86_400;
const NOON = 1_795_348_800;

function backup(day: number, more: Partial<Volume> = {}): Volume {
  return {
    volid: `local:backup/${day}`,
    storage: "local",
    node: "pve",
    content: "backup",
    format: "vma",
    size: 1,
    ctime: NOON - day * DAY,
    snapshots: new Map(),
    ...more,
  };
}

describe("mark()", () => {
  test.each([
    ["keeps the last ones", { keep: "keep-last=2", days: [0, 1, 2, 3], kept: [0, 1] }],
    ["keeps one a day beyond the last", { keep: "keep-last=1,keep-daily=2", days: [0, 1, 2, 3], kept: [0, 1, 2] }],
    ["keeps one a week", { keep: "keep-weekly=2", days: [0, 1, 7, 8, 14], kept: [0, 7] }],
    ["keeps everything when told to", { keep: "keep-all=1", days: [0, 1, 2], kept: [0, 1, 2] }],
  ])("%s", (_name, { keep, days, kept }) => {
    const marked = mark(
      days.map((day) => backup(day)),
      retention(keep),
    );
    expect(marked.filter((item) => item.mark === "keep").map(({ volume }) => volume.volid)).toEqual(
      kept.map((day) => `local:backup/${day}`),
    );
  });

  test("never removes a protected backup, and does not count it", () => {
    const marked = mark([backup(0, { protected: true }), backup(1), backup(2)], retention("keep-last=1"));
    expect(marked.map((item) => item.mark)).toEqual(["protected", "keep", "remove"]);
  });
});
