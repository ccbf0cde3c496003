import { describe, expect, test } from "vitest";
import type { PropertyMap } from "../../../core/proxmox/schema/api-schema.ts";
import { parsePropertyString, printPropertyString } from "./property-string.ts";

const net: PropertyMap = {
  bridge: { type: "string", optional: 1 },
  e1000: { alias: "macaddr", keyAlias: "model" },
  firewall: { type: "boolean", optional: 1 },
  macaddr: { type: "string", optional: 1 },
  model: { type: "string", default_key: 1 },
  name: { type: "string" },
  virtio: { alias: "macaddr", keyAlias: "model" },
};

describe("parsePropertyString()", () => {
  test.each([
    ["reads a bare value as the default key", "virtio,bridge=vmbr0", { model: "virtio", bridge: "vmbr0" }],
    [
      "resolves an alias that names another key",
      "e1000=AA:BB,firewall=on",
      { model: "e1000", macaddr: "AA:BB", firewall: "1" },
    ],
    ["keeps what is after the first equals sign", "virtio,bridge=a=b", { model: "virtio", bridge: "a=b" }],
    ["leaves unknown keys for the schema check", "virtio,zzz=1", { model: "virtio", zzz: "1" }],
  ])("%s", (_name, text, values) => {
    expect(Object.fromEntries(parsePropertyString(text, net))).toEqual(values);
  });

  test.each([
    ["a key twice", "bridge=a,bridge=b", "duplicate key in comma-separated list property: bridge\n"],
    ["two bare values", "virtio,e1000", "duplicate key in comma-separated list property: model\n"],
    ["two models", "virtio=AA,e1000=BB", "key alias 'model' is already defined\n"],
    ["an empty value", "virtio,bridge=", "missing key in comma-separated list property\n"],
  ])("refuses %s", (_name, text, message) => {
    expect(() => parsePropertyString(text, net)).toThrow(message);
  });
});

describe("printPropertyString()", () => {
  test("puts the default key first, required keys next, the others sorted", () => {
    const values = new Map([
      ["firewall", "1"],
      ["bridge", "vmbr0"],
      ["name", "eth0"],
      ["model", "virtio"],
    ]);
    expect(printPropertyString(values, net)).toBe("virtio,name=eth0,bridge=vmbr0,firewall=1");
  });
});
