import { describe, expect, test } from "vitest";
import type { NodeRecord } from "../../../inventory/proxmox/collect.ts";
import type { GuestRecord } from "../../../inventory/proxmox/guest-vars.ts";
import { uniqueNames } from "../../../inventory/proxmox/host-names.ts";

const node = (name: string): NodeRecord => ({ name, online: true, address: undefined });

const guest = (vmid: number, name: string): GuestRecord => ({
  guest: { vmid, name, node: "n", type: "qemu", status: "running" },
  name,
  addresses: [],
  facts: undefined,
  qmpStatus: undefined,
});

type Duplicates = "suffix" | "first" | "error";

/** Names of nodes and of guests by vmid, and the warnings. */
function named(nodes: readonly string[], guests: readonly (readonly [number, string])[], duplicates: Duplicates) {
  const warnings: string[] = [];
  const wanted = {
    nodes: new Map(nodes.map((name) => [node(name), name])),
    guests: new Map(guests.map(([vmid, name]) => [guest(vmid, name), name])),
  };
  const names = uniqueNames(wanted, { duplicates, warn: (message) => void warnings.push(message) });
  return {
    nodes: [...names.nodes.values()],
    guests: Object.fromEntries([...names.guests].map(([record, name]) => [record.guest.vmid, name])),
    warnings,
  };
}

describe("uniqueNames()", () => {
  test("gives a node its name, and a guest of that name another", () => {
    expect(named(["pve1"], [[101, "pve1"]], "suffix")).toEqual({
      nodes: ["pve1"],
      guests: { 101: "pve1-101" },
      warnings: ["2 machines are called pve1: node pve1 is pve1 here, guest 101 is pve1-101 here"],
    });
  });

  test("suffixes until the name is nobody's", () => {
    const guests = [
      [101, "web"],
      [102, "web"],
      [103, "web-101"],
      [104, "web-101-101"],
    ] as const;
    const { guests: names } = named(["web-102"], guests, "suffix");
    expect(names).toEqual({ 101: "web-101-101-101", 102: "web-102-102", 103: "web-101", 104: "web-101-101" });
  });

  test("tells guests apart whose suffixed names meet", () => {
    const guests = [
      [1, "a"],
      [2, "a"],
      [3, "a-1"],
      [4, "a-1"],
    ] as const;
    const { guests: names } = named([], guests, "suffix");
    expect(new Set(Object.values(names)).size).toBe(4);
  });

  test("keeps the node with 'first', and says who is left out", () => {
    expect(named(["pve1"], [[101, "pve1"]], "first")).toEqual({
      nodes: ["pve1"],
      guests: {},
      warnings: ["2 machines are called pve1: node pve1 is pve1 here, guest 101 is left out"],
    });
  });

  test("refuses a guest called like a node with 'error'", () => {
    expect(() => named(["pve1"], [[101, "pve1"]], "error")).toThrow(
      expect.objectContaining({ code: "GUEST_AMBIGUOUS" }),
    );
  });

  test("leaves single names alone", () => {
    expect(named(["pve1"], [[101, "web"]], "error")).toEqual({ nodes: ["pve1"], guests: { 101: "web" }, warnings: [] });
  });
});
