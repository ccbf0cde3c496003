import { describe, expect, test } from "vitest";
import { importedPaths, refusePaths, splitImports, withoutImports } from "../../../modules/proxmox_vm/import/paths.ts";
import type { Change } from "../../../modules/kit/guest/change.ts";

const target = { vmid: 100, node: "pve1" };
const create = (config: Readonly<Record<string, string>>): Change => ({
  kind: "create",
  target,
  config,
  shown: [],
  pool: undefined,
});
const config = (set: Readonly<Record<string, string>>): Change => ({
  kind: "config",
  target,
  set,
  remove: ["net1"],
  digest: "d",
  shown: [],
  running: false,
});

describe("splitImports()", () => {
  test.each<[string, Change, { byApi: Change; onNode: Readonly<Record<string, string>> }]>([
    [
      "takes disks from paths and the boot order out of a new VM",
      create({ scsi0: "a:0,import-from=/x y,ssd=1", scsi1: "a:4", boot: "order=scsi0", cores: "1" }),
      {
        byApi: create({ scsi1: "a:4", cores: "1" }),
        onNode: { scsi0: "a:0,import-from=/x y,ssd=1", boot: "order=scsi0" },
      },
    ],
    [
      "takes them out of a change, and leaves what goes",
      config({ scsi1: "a:0,import-from=/x", memory: "1" }),
      { byApi: config({ memory: "1" }), onNode: { scsi1: "a:0,import-from=/x" } },
    ],
    [
      "leaves imports from storages, and the boot order with them",
      create({ scsi0: "a:0,import-from=local:import/x.qcow2", boot: "order=scsi0" }),
      {
        byApi: create({ scsi0: "a:0,import-from=local:import/x.qcow2", boot: "order=scsi0" }),
        onNode: {},
      },
    ],
    ["leaves other changes", { kind: "template", target }, { byApi: { kind: "template", target }, onNode: {} }],
  ])("%s", (_, change, split) => {
    expect(splitImports(change)).toEqual(split);
  });
});

describe("importedPaths()", () => {
  test("lists the paths of all changes", () => {
    expect(
      importedPaths([create({ scsi0: "a:0,import-from=/x y,ssd=1" }), config({ ide0: "a:0,import-from=/z" })]),
    ).toEqual(["/x y", "/z"]);
  });
});

describe("refusePaths()", () => {
  test.each(["deploy@pve!play", "root@pam!admin", "ann@pam"])("refuses %s", (identity) => {
    expect(() => refusePaths(["/x"], identity)).toThrow(expect.objectContaining({ code: "OPTION_MISSING" }));
  });

  test("lets root@pam and those who import none", () => {
    expect(() => refusePaths(["/x"], "root@pam")).not.toThrow();
    expect(() => refusePaths([], "deploy@pve!play")).not.toThrow();
  });
});

describe("withoutImports()", () => {
  test("leaves what the API gets", () => {
    expect(withoutImports({ scsi0: "a:0,import-from=/x", boot: "b", vmid: "100" })).toEqual({ boot: "b", vmid: "100" });
  });
});
