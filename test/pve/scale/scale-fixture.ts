import type { Fixture, FixtureGuest, FixtureVolume } from "../fixtures/format.ts";

const GIB = 1024 ** 3;
const FIRST_VMID = 1000;

/** A cluster of many nodes and guests, one disk each, half of them running. */
export function scaleFixture({ nodes, guests }: { nodes: number; guests: number }): Fixture {
  const names = Array.from({ length: nodes }, (_item, index) => `node${index + 1}`);
  const nodeOf = (index: number): string => names[index % names.length] ?? "node1";
  return {
    nodes: names.map((name, index) => ({ name, ip: `192.0.2.${(index % 250) + 1}`, cpus: 64, memory: 512 * GIB })),
    storages: [
      { storage: "local", type: "dir", options: { path: "/var/lib/vz", content: "iso,vztmpl,backup,import,snippets" } },
      {
        storage: "local-lvm",
        type: "lvmthin",
        options: { vgname: "pve", thinpool: "data", content: "images,rootdir" },
        total: 4096 * GIB,
      },
    ],
    users: [
      {
        userid: "root@pam",
        password: "oracle-root",
        email: "root@example.com",
        tokens: [{ tokenid: "admin", secret: "11111111-1111-1111-1111-111111111111", privsep: false }],
      },
    ],
    guests: Array.from({ length: guests }, (_item, index) => scaleGuest(index, nodeOf(index))),
    volumes: Array.from({ length: guests }, (_item, index) => scaleVolume(index, nodeOf(index))),
  };
}

function scaleGuest(index: number, node: string): FixtureGuest {
  const vmid = FIRST_VMID + index;
  const hex = index.toString(16).padStart(6, "0").toUpperCase();
  return {
    vmid,
    node,
    status: index % 2 === 0 ? "running" : "stopped",
    config: {
      agent: "1",
      boot: "order=scsi0",
      cores: "2",
      memory: "2048",
      name: `guest-${vmid}`,
      net0: `virtio=BC:24:11:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)},bridge=vmbr0`,
      ostype: "l26",
      scsi0: `local-lvm:vm-${vmid}-disk-0,size=8G`,
      scsihw: "virtio-scsi-single",
      tags: index % 3 === 0 ? "prod;web" : "test",
    },
  };
}

function scaleVolume(index: number, node: string): FixtureVolume {
  const vmid = FIRST_VMID + index;
  return {
    volid: `local-lvm:vm-${vmid}-disk-0`,
    node,
    size: 8 * GIB,
    system: { os: "debian-13", agent: true, files: {} },
  };
}
