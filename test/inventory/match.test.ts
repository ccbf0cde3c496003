import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { HintedError } from "../../core/errors.ts";
import { type Inventory, loadInventory } from "../../inventory/index.ts";

const folder = join(import.meta.dirname, "../fixtures/host-patterns");

interface Case {
  readonly pattern: string | readonly string[];
  readonly limit?: string;
  readonly hosts: readonly string[] | "error";
}

// Recorded from Ansible's inventory manager by scripts/host-patterns.py.
const cases: readonly Case[] = JSON.parse(readFileSync(join(folder, "answers.json"), "utf8"));

describe("Inventory.match()", () => {
  let inventory: Inventory;

  // The first name asked for becomes that of an implicit localhost, so each case starts anew.
  beforeEach(async () => {
    const context = { cwd: folder, env: { HOME: "/nonexistent", ANSIBLE_CONFIG: "/nonexistent" } };
    const warn = (): void => undefined;
    inventory = await loadInventory(["hosts.ini"], { ...context, config: loadAnsibleConfig(context, warn), warn });
  });

  function answer({ pattern, limit }: Case): readonly string[] | "error" {
    try {
      return inventory.match(pattern, limit);
    } catch (error) {
      if (error instanceof HintedError) return "error";
      throw error;
    }
  }

  const named = cases.map(
    (entry) => [`${JSON.stringify(entry.pattern)} limited to ${entry.limit ?? "nothing"}`, entry] as const,
  );
  test.each(named)("finds what Ansible finds for %s", (_name, entry) => {
    expect(answer(entry)).toEqual(entry.hosts);
  });

  test("warns of a pattern that matches nothing", async () => {
    const warnings: string[] = [];
    const context = { cwd: folder, env: {} };
    const warn = (message: string): void => void warnings.push(message);
    const own = await loadInventory(["hosts.ini"], { ...context, config: loadAnsibleConfig(context, warn), warn });
    expect(own.match("web:nobody")).toHaveLength(12);
    expect(warnings).toEqual(["No host or group matches nobody, ignoring it"]);
  });
});

describe("Inventory.addHost() and addHostToGroup()", () => {
  async function fresh(): Promise<Inventory> {
    const context = { cwd: folder, env: {} };
    const warn = (): void => undefined;
    return loadInventory(["hosts.ini"], { ...context, config: loadAnsibleConfig(context, warn), warn });
  }

  test("make hosts and groups that patterns, groups and variables know at once", async () => {
    const inventory = await fresh();
    expect(inventory.groups().get("web")).toHaveLength(12);
    expect(inventory.addHost("new", ["web", "made"], new Map([["a", 1]]))).toBe(true);
    expect(inventory.match("made")).toEqual(["new"]);
    expect(inventory.groups().get("prod")).toContain("new");
    expect(inventory.host("new")?.groups).toEqual(["made", "prod", "web"]);
    expect(inventory.hostVars("new").get("a")).toBe(1);
    expect(inventory.addHost("new", ["web"], new Map([["a", 1]]))).toBe(false);
    expect(inventory.addHost("new", [], new Map([["a", 2]]))).toBe(true);
    expect(inventory.hostVars("new").get("a")).toBe(2);
  });

  test("put a host without a group among the ungrouped", async () => {
    const inventory = await fresh();
    inventory.addHost("alone", [], new Map());
    expect(inventory.host("alone")?.groups).toEqual(["ungrouped"]);
  });

  test("put a known host into a new group below its parents", async () => {
    const inventory = await fresh();
    expect(inventory.addHostToGroup("loose", "os_debian", ["os"])).toBe(true);
    expect(inventory.host("loose")?.groups).toEqual(["os", "os_debian", "ungrouped2"]);
    expect(inventory.match("os")).toEqual(["loose"]);
    expect(inventory.addHostToGroup("loose", "os_debian", ["os"])).toBe(false);
  });

  test("refuse a host that is unknown", async () => {
    const inventory = await fresh();
    expect(() => inventory.addHostToGroup("nobody", "g")).toThrow(
      expect.objectContaining({ code: "INVENTORY_UNREADABLE" }),
    );
  });
});
