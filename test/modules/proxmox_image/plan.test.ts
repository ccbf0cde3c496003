import { describe, expect, test } from "vitest";
import { options } from "../../../modules/proxmox_image/options.ts";
import { type Current, plan, type Volume, warnings } from "../../../modules/proxmox_image/plan.ts";
import { show } from "../../../modules/proxmox_image/show.ts";
import type { Source } from "../../../modules/proxmox_image/source.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { codeOf } from "../../helpers/code-of.ts";

const volid = "local:iso/a.iso";
const target = { node: "pve1", storage: "local", content: "iso", name: "a.iso", volid } as const;
const url: Source = { kind: "url", url: "https://user:pw@example.com/a.iso?signature=abc" };
const file: Source = { kind: "file", file: { path: "/srv/a.iso", size: 100, isQcow2: false } };
const seed: Source = { kind: "seed", image: Buffer.alloc(100) };
const there = (size: number): Volume => ({ volid, size });
const old: Volume = { volid: "local:iso/a-00000000.iso", size: 100 };

interface Case {
  readonly current?: Partial<Current>;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Kinds of the steps, in order. */
  readonly steps: readonly string[];
  /** How many warnings there are. */
  readonly warned?: number;
}

const cases: Record<string, Case> = {
  "downloads a missing image": { steps: ["download"] },
  "uploads a missing file": { current: { source: file, wantedSize: 100 }, steps: ["upload"] },
  "uploads a missing seed": { current: { source: seed, wantedSize: 100 }, steps: ["upload"] },
  "leaves an image of the same size": {
    current: { source: file, found: there(100), wantedSize: 100 },
    steps: [],
  },
  "leaves an image whose source tells no size": { current: { found: there(100) }, steps: [] },
  "leaves a differing image alone and says so": {
    current: { source: file, found: there(99), wantedSize: 100 },
    steps: [],
    warned: 1,
  },
  "replaces a differing image when forced": {
    current: { source: file, found: there(99), wantedSize: 100 },
    args: { force: true },
    steps: ["upload"],
  },
  "does not replace by force what is the same": {
    current: { source: file, found: there(100), wantedSize: 100 },
    args: { force: true },
    steps: [],
  },
  "says that force found nothing to compare": {
    current: { found: there(100) },
    args: { force: true },
    steps: [],
    warned: 1,
  },
  "removes older seeds only after the new one": {
    current: { source: seed, wantedSize: 100, superseded: [old] },
    args: { force: true },
    steps: ["upload", "remove"],
  },
  "removes an image": { current: { found: there(100) }, args: { state: "absent" }, steps: ["remove"] },
  "has nothing to remove": { args: { state: "absent" }, steps: [] },
  "takes a template from the server's list": {
    current: { source: { kind: "none" }, target: { ...target, content: "vztmpl" } },
    steps: ["appliance"],
  },
  "is content with an image that nothing would make": {
    current: { source: { kind: "none" }, found: there(1) },
    steps: [],
  },
};

const currentOf = (current: Partial<Current> = {}): Current => ({
  target,
  source: { kind: "url", url: "https://example.com/a.iso" },
  found: undefined,
  wantedSize: undefined,
  superseded: [],
  notes: [],
  ...current,
});
const argsOf = (args: Readonly<Record<string, unknown>> = {}) => parseArgs(options, args, { env: {} });

describe("proxmox_image plan()", () => {
  test.each(Object.entries(cases))("%s", (_name, { current, args, steps, warned = 0 }) => {
    const [found, asked] = [currentOf(current), argsOf(args)];
    expect(plan(found, asked).map(({ kind }) => kind)).toEqual(steps);
    expect(warnings(found, asked)).toHaveLength(warned);
  });

  test("refuses an image that is missing and has no source", () => {
    expect(codeOf(() => plan(currentOf({ source: { kind: "none" } }), argsOf()))).toBe("OPTION_MISSING");
  });

  test("shows an address without its password and query, and warns of the password", () => {
    const current = currentOf({ source: url });
    expect(plan(current, argsOf()).map(show)).toEqual([
      { before: { [volid]: null }, after: { [volid]: { from: "https://example.com/a.iso" } } },
    ]);
    expect(warnings(current, argsOf())).toHaveLength(1);
  });

  test("shows both sizes of an image that is replaced", () => {
    const current = currentOf({ source: file, found: there(99), wantedSize: 100 });
    expect(plan(current, argsOf({ force: true })).map(show)).toEqual([
      { before: { [volid]: { size: 99 } }, after: { [volid]: { size: 100, from: "/srv/a.iso" } } },
    ]);
  });
});
