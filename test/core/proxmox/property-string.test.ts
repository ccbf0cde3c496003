import { describe, expect, test } from "vitest";
import {
  type PropertyField,
  parseProperties,
  parseSize,
  printProperties,
  printSize,
  propertiesFrom,
  sameProperty,
} from "../../../core/proxmox/property-string.ts";
import { qemuConfig } from "../../../core/proxmox/qemu-config.ts";
import { codeOf } from "../../helpers/code-of.ts";

const formatOf = (key: string) => qemuConfig(key)?.format ?? {};
const disk = formatOf("scsi0");
const net = formatOf("net0");

describe("parseProperties()", () => {
  const cases: Record<string, readonly [string, string, Record<string, string>]> = {
    "splits a key alias into model and MAC": [
      "net0",
      "virtio=BC:24:11:00:00:01,bridge=vmbr0",
      { model: "virtio", macaddr: "BC:24:11:00:00:01", bridge: "vmbr0" },
    ],
    "puts a bare value under the default key": ["net0", "virtio,bridge=vmbr0", { model: "virtio", bridge: "vmbr0" }],
    "reads a disk": [
      "scsi0",
      "local-lvm:vm-100-disk-0,size=32G,discard=on",
      { file: "local-lvm:vm-100-disk-0", size: "32G", discard: "on" },
    ],
    "resolves an alias": ["scsi0", "volume=local:1,size=1G", { file: "local:1", size: "1G" }],
    "reads memory's plain number": ["memory", "2048", { current: "2048" }],
    "reads an address": ["ipconfig0", "ip=10.0.0.5/24,gw=10.0.0.1", { ip: "10.0.0.5/24", gw: "10.0.0.1" }],
    "keeps a key of a newer server": [
      "net0",
      "virtio,bridge=vmbr0,shiny=1",
      { model: "virtio", bridge: "vmbr0", shiny: "1" },
    ],
  };

  test.each(Object.entries(cases))("%s", (_name, [key, text, expected]) => {
    expect(Object.fromEntries(parseProperties(text, formatOf(key)))).toEqual(expected);
  });

  test("refuses a bare value where there is no default key", () => {
    expect(codeOf(() => parseProperties("dhcp", formatOf("ipconfig0")))).toBe("OPTION_INVALID");
  });
});

describe("printProperties()", () => {
  test.each([
    ["net0", "virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20"],
    ["net0", "virtio,bridge=vmbr0"],
    ["scsi0", "local-lvm:vm-100-disk-0,discard=on,size=32G"],
    ["memory", "2048"],
    ["agent", "1,fstrim_cloned_disks=1"],
    ["boot", "order=scsi0;net0"],
  ])("prints %s as the server does: %s", (key, text) => {
    expect(printProperties(parseProperties(text, formatOf(key)), formatOf(key))).toBe(text);
  });
});

describe("propertiesFrom()", () => {
  test("takes booleans, numbers and underscores", () => {
    const found = propertiesFrom(
      { storage: "local", import_from: "local:import/a.qcow2", discard: "on", ssd: true, queues: 4, cache: null },
      formatOf("scsi0"),
    );
    expect(Object.fromEntries(found)).toEqual({
      storage: "local",
      "import-from": "local:import/a.qcow2",
      discard: "on",
      ssd: "1",
      queues: "4",
    });
  });
});

describe("sameProperty()", () => {
  const cases: Record<string, readonly [PropertyField | undefined, string | undefined, string | undefined, boolean]> = {
    "takes 32G and 32768M for one size": [disk["size"], "32G", "32768M", true],
    "takes 1 and yes for one boolean": [disk["backup"], "1", "yes", true],
    "takes an absent value for the default": [disk["replicate"], undefined, "1", true],
    "takes an absent value without default for no value": [disk["backup"], undefined, "0", false],
    "takes two absent values for one": [disk["backup"], undefined, undefined, true],
    "tells words apart": [disk["discard"], "on", "ignore", false],
    "takes a MAC in any case": [net["macaddr"], "bc:24:11:00:00:0a", "BC:24:11:00:00:0A", true],
    "takes numbers by value": [net["tag"], "20", "020", true],
    "tells names apart by case": [net["bridge"], "vmbr0", "VMBR0", false],
  };

  test.each(Object.entries(cases))("%s", (_name, [field, a, b, expected]) => {
    expect(sameProperty(field, a, b)).toBe(expected);
  });
});

describe("parseSize() and printSize()", () => {
  test.each([
    ["32G", 32 * 1024 ** 3, "32G"],
    ["32768M", 32 * 1024 ** 3, "32G"],
    ["1.5G", 1536 * 1024 ** 2, "1536M"],
    ["4M", 4 * 1024 ** 2, "4M"],
    ["512", 512, "512"],
  ])("reads %s", (text, bytes, printed) => {
    expect(parseSize(text)).toBe(bytes);
    expect(printSize(bytes)).toBe(printed);
  });

  test("refuses what is no size", () => {
    expect(codeOf(() => parseSize("big"))).toBe("OPTION_INVALID");
  });
});
