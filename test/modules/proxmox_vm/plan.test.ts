import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import type { Config } from "../../../modules/kit/guest/config-change.ts";
import { options } from "../../../modules/proxmox_vm/options.ts";
import { planGuest } from "../../../modules/kit/guest/plan.ts";
import { vm } from "../../../modules/proxmox_vm/kind.ts";
import { showChange } from "../../../modules/kit/guest/show.ts";
import type { Current, Power } from "../../../modules/kit/guest/state.ts";
import { codeOf } from "../../helpers/code-of.ts";

const guest = { vmid: 101, node: "pve1", type: "qemu", name: "web1", status: "running" } as const;

const config: Config = {
  name: "web1",
  cores: 2,
  memory: "2048",
  scsi0: "local-lvm:vm-101-disk-0,discard=on,iothread=1,size=32G",
  ide2: "local-lvm:vm-101-cloudinit,media=cdrom",
  sata0: "local:iso/debian.iso,media=cdrom,size=600M",
  net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1",
  agent: "1",
  tags: "prod;web",
  description: "Notes\n",
  boot: "order=scsi0",
  ipconfig0: "ip=10.0.0.5/24,gw=10.0.0.1",
  sshkeys: "ssh-ed25519%20AAAA%20me%0A",
  cipassword: "**********",
  digest: "d1",
};

const found = (more: Config = {}, power: Power = { status: "running" }): Current => ({
  kind: "found",
  guest,
  config: { ...config, ...more },
  power,
  pending: [],
});
const missing: Extract<Current, { kind: "missing" }> = { kind: "missing", vmid: 105, node: "pve1", source: undefined };
const args = (raw: Record<string, unknown>) => parseArgs(options, { vmid: 101, ...raw }, { env: {} });
const planFor = (raw: Record<string, unknown>, current: Current = found()) => planGuest(vm, current, args(raw));

describe("proxmox_vm plan() finds nothing to do", () => {
  const cases: Record<string, Record<string, unknown>> = {
    "when nothing is asked but presence": {},
    "for the same number": { cores: 2, memory: 2048 },
    "for a number given as text": { cores: "2", memory: "2048" },
    "for the same size in another unit": { scsi0: { size: "32768M" } },
    "for a size in plain GiB": { scsi0: { size: 32 } },
    "for the allocation form of a disk that is there": { scsi0: "local-lvm:32" },
    "for some options of a disk in another order": { scsi0: "local-lvm:vm-101-disk-0,iothread=1,discard=on" },
    "for a network device without its MAC": { net0: "virtio,bridge=vmbr0" },
    "for one option of a network device": { net0: { bridge: "vmbr0" } },
    "for a MAC in lower case": { net0: { macaddr: "bc:24:11:00:00:01" } },
    "for tags in another order and case": { tags: ["Web", "PROD"] },
    "for a description but for its last newline": { description: "Notes" },
    "for the agent as a boolean": { agent: true },
    "for a default that is not written": { onboot: false, kvm: true, bios: "seabios" },
    "for SSH keys in plain text": { sshkeys: "ssh-ed25519 AAAA me\n" },
    "for an address as a dictionary": { ipconfig0: { ip: "10.0.0.5/24" } },
    "for a cloud-init drive that is there": { ide2: { storage: "local-lvm", cloudinit: true } },
    "for the raw form of a cloud-init drive that is there": { ide2: "local-lvm:cloudinit" },
    "for a password that was set before": { cipassword: "secret" },
    "for a running VM that shall be started": { state: "started" },
    "for a key to delete that is not there": { delete: ["net1"] },
    "for a source to clone once the VM exists": { clone: "9000" },
  };

  test.each(Object.entries(cases))("%s", (_name, raw) => {
    expect(planFor(raw)).toEqual([]);
  });
});

describe("proxmox_vm plan() changes only what is named", () => {
  const cases: Record<string, readonly [Record<string, unknown>, Record<string, string>]> = {
    "a number": [{ cores: 4 }, { cores: "4" }],
    "a VLAN, keeping MAC, bridge and firewall": [
      { net0: { tag: 7 } },
      { net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=7" },
    ],
    "the model of a network device, keeping its MAC": [
      { net0: "e1000,bridge=vmbr0" },
      { net0: "e1000=BC:24:11:00:00:01,bridge=vmbr0,firewall=1" },
    ],
    "a disk option, keeping the others": [
      { scsi0: { backup: false } },
      { scsi0: "local-lvm:vm-101-disk-0,backup=0,discard=on,iothread=1,size=32G" },
    ],
    "the medium of a CD drive": [
      { sata0: "local:iso/other.iso,media=cdrom" },
      { sata0: "local:iso/other.iso,media=cdrom,size=600M" },
    ],
    "a new disk": [{ scsi1: { storage: "local-lvm", size: "8G", ssd: true } }, { scsi1: "local-lvm:8,ssd=1" }],
    "a new disk of half a GiB": [{ scsi1: { storage: "local", size: "512M" } }, { scsi1: "local:0.5" }],
    "a new disk from an image": [
      { scsi1: { storage: "local-lvm", import_from: "local:import/a.qcow2" } },
      { scsi1: "local-lvm:0,import-from=local:import/a.qcow2" },
    ],
    "a new cloud-init drive": [{ ide3: { storage: "local-lvm", cloudinit: true } }, { ide3: "local-lvm:cloudinit" }],
    "an EFI disk without a size": [
      { efidisk0: { storage: "local-lvm", efitype: "4m" } },
      { efidisk0: "local-lvm:1,efitype=4m" },
    ],
    "a new network device": [{ net1: { model: "virtio", bridge: "vmbr1" } }, { net1: "virtio,bridge=vmbr1" }],
    "the tags as a whole": [{ tags: ["db"] }, { tags: "db" }],
    "the gateway, keeping the address": [
      { ipconfig0: { gw: "10.0.0.254" } },
      { ipconfig0: "gw=10.0.0.254,ip=10.0.0.5/24" },
    ],
    "a password when told to": [{ cipassword: "secret", update_password: "always" }, { cipassword: "secret" }],
    "SSH keys, percent-encoded": [{ sshkeys: "ssh-rsa B+ b" }, { sshkeys: "ssh-rsa%20B%2B%20b" }],
    "the name": [{ name: "web9" }, { name: "web9" }],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, set]) => {
    expect(planFor(raw)).toEqual([expect.objectContaining({ kind: "config", set, remove: [], digest: "d1" })]);
  });

  test("a key to delete", () => {
    expect(planFor({ delete: ["net0"] })).toEqual([
      expect.objectContaining({ kind: "config", set: {}, remove: ["net0"] }),
    ]);
  });

  test("a disk's size, in its own step", () => {
    expect(planFor({ scsi0: { size: "40G" } })).toEqual([
      expect.objectContaining({ kind: "resize", resize: { disk: "scsi0", from: 32 * 1024 ** 3, to: 40 * 1024 ** 3 } }),
    ]);
  });

  test("the pool", () => {
    expect(planFor({ pool: "web" })).toEqual([expect.objectContaining({ kind: "pool", to: "web" })]);
  });
});

describe("proxmox_vm plan() refuses", () => {
  const cases: Record<string, readonly [Record<string, unknown>, Current, string]> = {
    "to shrink a disk": [{ scsi0: { size: "16G" } }, found(), "DISK_SHRINK"],
    "to replace a disk by another volume": [{ scsi0: "local-lvm:vm-999-disk-0" }, found(), "OPTION_CONFLICT"],
    "to put a cloud-init drive over a disk": [
      { scsi0: { storage: "local-lvm", cloudinit: true } },
      found(),
      "OPTION_CONFLICT",
    ],
    "a new disk without a storage": [{ scsi1: { size: "8G" } }, found(), "OPTION_MISSING"],
    "a new disk without a size": [{ scsi1: { storage: "local-lvm" } }, found(), "OPTION_MISSING"],
    "to remove a running VM": [{ state: "absent" }, found(), "GUEST_STATE"],
    "to remove a protected VM, even by force": [
      { state: "absent", force: true },
      found({ protection: 1 }),
      "GUEST_PROTECTED",
    ],
    "to make a template of a running VM": [{ state: "template" }, found(), "GUEST_STATE"],
    "options of a copy for a VM made from nothing": [{ storage: "fast", full: true }, missing, "OPTION_CONFLICT"],
    "to create a VM without a node": [{}, { ...missing, node: undefined }, "OPTION_MISSING"],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, current, code]) => {
    expect(codeOf(() => planFor(raw, current))).toBe(code);
  });
});

describe("proxmox_vm plan() handles power", () => {
  const stopped: Power = { status: "stopped" };
  const cases: Record<string, readonly [string, Power, readonly string[]]> = {
    "starts a stopped VM": ["started", stopped, ["start"]],
    "resumes a paused VM": ["started", { status: "running", qmpstatus: "paused" }, ["resume"]],
    "shuts a running VM down": ["stopped", { status: "running" }, ["halt"]],
    "leaves a stopped VM stopped": ["stopped", stopped, []],
    "reboots a running VM": ["restarted", { status: "running" }, ["reboot"]],
    "starts a stopped VM that shall be restarted": ["restarted", stopped, ["start"]],
    "leaves power alone for present": ["present", stopped, []],
  };

  test.each(Object.entries(cases))("%s", (_name, [state, power, actions]) => {
    const changes = planFor({ state }, found({}, power));
    expect(changes.map((change) => (change.kind === "power" ? change.action : change.kind))).toEqual(actions);
  });

  test("stops a running VM before it is removed by force", () => {
    expect(planFor({ state: "absent", force: true }).map(({ kind }) => kind)).toEqual(["power", "remove"]);
  });
});

describe("proxmox_vm plan() makes a VM", () => {
  const source = {
    kind: "guest" as const,
    guest: { vmid: 9000, node: "pve1", type: "qemu", name: "debian", status: "stopped" } as const,
    config: { ...config, name: "debian", template: 1, memory: "512" },
  };
  const fromTemplate: Current = { ...missing, source };

  test("with its whole configuration in one call", () => {
    const [create, ...rest] = planFor(
      { name: "db", cores: 2, net0: { bridge: "vmbr0", model: "virtio" }, onboot: true, pool: "web" },
      missing,
    );
    expect(create).toMatchObject({
      kind: "create",
      target: { vmid: 105, node: "pve1" },
      pool: "web",
      config: { name: "db", cores: "2", net0: "virtio,bridge=vmbr0", onboot: "1" },
    });
    expect(rest).toEqual([]);
  });

  test("from a template, linked, and goes on to what differs from the template", () => {
    const changes = planFor(
      {
        clone: "debian",
        name: "web5",
        memory: 2048,
        cores: 2,
        scsi0: { size: "40G" },
        net0: { tag: 5 },
        state: "started",
      },
      fromTemplate,
    );
    expect(changes.map(({ kind }) => kind)).toEqual(["clone", "config", "resize", "power"]);
    expect(changes[0]).toMatchObject({ params: { full: false, name: "web5" } });
    expect(Object.keys((changes[1] as { set: object }).set)).toEqual(["memory", "net0"]);
  });

  test("from a VM as a full clone, on the storage asked for", () => {
    const vm: Current = { ...fromTemplate, source: { ...source, config } };
    expect(planFor({ clone: "9000", storage: "fast", scsi0: { storage: "fast", size: "32G" } }, vm)).toEqual([
      expect.objectContaining({
        kind: "clone",
        params: expect.objectContaining({ full: true, storage: "fast" }) as object,
      }),
    ]);
  });

  test("not at all when it shall be absent", () => {
    expect(planFor({ state: "absent" }, missing)).toEqual([]);
  });
});

describe("proxmox_vm show()", () => {
  test("names the parts that differ and nothing else", () => {
    expect(planFor({ net0: { tag: 7 }, memory: 4096 }).map(showChange)).toEqual([
      { before: { memory: "2048", "net0.tag": null }, after: { memory: "4096", "net0.tag": "7" } },
    ]);
  });

  test("never shows a password", () => {
    expect(JSON.stringify(planFor({ cipassword: "hunter2", update_password: "always" }).map(showChange))).not.toContain(
      "hunter2",
    );
  });

  test("lists what dies with a VM", () => {
    const [change] = planFor({ state: "absent" }, found({}, { status: "stopped" })).map(showChange);
    expect(change?.before).toMatchObject({ exists: true, scsi0: config["scsi0"] });
  });
});
