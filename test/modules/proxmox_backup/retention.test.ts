import { describe, expect, test } from "vitest";
import { checkRetention, surplusAfter } from "../../../modules/proxmox_backup/retention.ts";
import type { Backup } from "../../../modules/proxmox_backup/state.ts";
import { codeOf } from "../../helpers/code-of.ts";

/** A backup by the local time of its node, which is an hour ahead of UTC. */
function at(local: string, more: Partial<Backup> = {}): Backup {
  const time = Date.parse(`${local}Z`) / 1000;
  const name = local
    .replace("T", "-")
    .replaceAll(/[-:]/g, "_")
    .replace(/_(\d\d_\d\d_\d\d)$/, "-$1");
  return { volid: `local:backup/vzdump-qemu-101-${name}.vma.zst`, ctime: time - 3600, vmid: 101, ...more };
}

/** Sunday. */
const now = Date.parse("2026-11-22T11:00:00Z") / 1000;
const next = { now, isProtected: false };
const days = ["22", "21", "20", "16", "15"].map((day) => at(`2026-11-${day}T02:00:00`));

const cases: Record<string, readonly [string, readonly Backup[], readonly number[]]> = {
  "counts the new one among the last": ["keep-last=2", days, [1, 2, 3, 4]],
  "counts the new one for its day": ["keep-daily=2", days, [0, 2, 3, 4]],
  "keeps more days beyond the last": ["keep-last=1,keep-daily=2", days, [0, 3, 4]],
  "knows that weeks begin on Monday": ["keep-weekly=2", days, [0, 1, 2, 3]],
  "keeps one a month, and one a year": [
    "keep-monthly=1,keep-yearly=1",
    [...days, at("2026-10-31T02:00:00"), at("2025-12-31T23:59:59")],
    [0, 1, 2, 3, 4, 5],
  ],
  "takes days as the node's clock has them": [
    "keep-daily=2",
    [at("2026-11-22T00:30:00"), at("2026-11-21T23:30:00")],
    [0],
  ],
  "keeps everything when told to": ["keep-all=1", days, []],
  "keeps everything where nothing is to be kept": ["keep-last=0", days, []],
};

describe("surplusAfter()", () => {
  test.each(Object.entries(cases))("%s", (_name, [retention, backups, gone]) => {
    expect(surplusAfter(backups, retention, next)).toEqual(gone.map((index) => backups[index]));
  });

  test("leaves protected backups out of the count, a new one too", () => {
    const backups = [at("2026-11-22T02:00:00", { protected: 1 }), ...days.slice(1)];
    expect(surplusAfter(backups, "keep-last=2", next)).toEqual(backups.slice(2));
    expect(surplusAfter(backups, "keep-last=2", { now, isProtected: true })).toEqual(backups.slice(3));
  });

  test("takes the new one for the youngest, though the server's clock is ahead", () => {
    const ahead = [at("2026-11-22T12:00:00"), at("2026-11-23T00:00:00")].toReversed();
    expect(surplusAfter(ahead, "keep-last=2", next)).toEqual(ahead.slice(1));
  });

  test("never takes a file that a person named, and knows a backup server's names", () => {
    const renamed = { ...at("2026-11-01T02:00:00"), volid: "local:backup/vzdump-qemu-101-keep-this.vma.zst" };
    const remote = (day: string): Backup => ({
      volid: `pbs:backup/vm/101/2026-11-${day}T02:00:00Z`,
      ctime: Date.parse(`2026-11-${day}T02:00:00Z`) / 1000,
    });
    expect(surplusAfter([...days.slice(0, 1), renamed], "keep-last=1", next)).toEqual(days.slice(0, 1));
    expect(surplusAfter([remote("20"), remote("19")], "keep-last=2", next)).toEqual([remote("19")]);
  });
});

describe("checkRetention()", () => {
  test.each(["keep-last=3", "keep-last=3,keep-weekly=4", "keep-all=1", "storage"])("takes %s", (text) => {
    expect(() => checkRetention(text)).not.toThrow();
  });

  test.each(["3", "keep-last", "keep-last=x", "last=3", "keep-lasts=3", ""])("refuses '%s'", (text) => {
    expect(codeOf(() => checkRetention(text))).toBe("OPTION_INVALID");
  });
});
