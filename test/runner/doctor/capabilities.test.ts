import { describe, expect, test } from "vitest";
import { abilities, abilityLines, type Permissions } from "../../../runner/doctor/capabilities.ts";

const where = (permissions: Permissions, title: string): unknown =>
  abilities(permissions).find((ability) => ability.title === title)?.where;

const cases: readonly (readonly [string, Permissions, string, unknown])[] = [
  ["finds what reaches all guests", { "/vms": { "VM.Audit": 1 } }, "see guests", "everywhere"],
  ["does not take a right on the folder alone for one on guests", { "/vms": { "VM.Audit": 0 } }, "see guests", []],
  ["names guests", { "/vms": {}, "/vms/101": { "VM.Audit": 0 }, "/vms/102": {} }, "see guests", ["/vms/101"]],
  ["counts pools for guests", { "/pool/web": { "VM.PowerMgmt": 1 } }, "start and stop guests", ["/pool/web"]],
  ["counts pools for storages, not for nodes", { "/pool/web": { "Sys.Audit": 1 } }, "see nodes", []],
  ["takes one of several privileges", { "/vms": { "VM.Monitor": 1 } }, "ask guest agents", "everywhere"],
  ["needs all where several are needed", { "/vms": { "VM.Config.Memory": 1 } }, "configure guests", []],
];

describe("abilities()", () => {
  test.each(cases)("%s", (...[, permissions, title, expected]) => {
    expect(where(permissions, title)).toEqual(expected);
  });
});

describe("abilityLines()", () => {
  test("puts what may be done first, and shortens long lists of paths", () => {
    const paths = ["/vms/1", "/vms/2", "/vms/3", "/vms/4", "/vms/5", "/vms/6"];
    const lines = abilityLines([
      { title: "a", where: [] },
      { title: "b", where: paths },
      { title: "c", where: "everywhere" },
      { title: "d", where: "everywhere" },
    ]);
    expect(lines).toEqual([
      "may, everywhere: c, d",
      "may, on /vms/1, /vms/2, /vms/3, /vms/4 and 2 more: b",
      "may not: a",
    ]);
  });

  test("does not list what is all the same", () => {
    expect(abilityLines([{ title: "a", where: "everywhere" }])).toEqual(["may do all everyday things, everywhere"]);
  });
});
