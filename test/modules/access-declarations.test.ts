import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import type { AccessWorld } from "../../core/proxmox/access/world.ts";
import { accessCalls, accessDeclarations, modules } from "../../modules/index.ts";

const nobody: AccessWorld = { version: "9.2", guest: () => undefined };

async function callsOf(module: string, args: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const calls = await accessCalls(module, { args, world: nobody, env: {} });
  return calls.map(({ endpoint }) => endpoint).filter((endpoint) => !endpoint.startsWith("GET "));
}

describe("accessDeclarations", () => {
  test("has what each module may call, and nothing else", () => {
    expect([...accessDeclarations.keys()]).toEqual([...modules.keys()]);
    const missing = [...modules.keys()].filter(
      (name) => !existsSync(new URL(`../../modules/${name}/access.ts`, import.meta.url)),
    );
    expect(missing).toEqual([]);
  });
});

interface Case {
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly calls: readonly string[];
}

const QEMU = "/nodes/{node}/qemu/{vmid}";

const cases: Record<string, Case> = {
  "a VM that is made": {
    module: "proxmox_vm",
    args: { name: "a", node: "pve1", cores: 4, state: "started" },
    calls: ["POST /nodes/{node}/qemu", `POST ${QEMU}/status/start`],
  },
  "a VM that is there": {
    module: "proxmox_vm",
    args: { vmid: 101, cores: 4, scsi0: { size: "8G" } },
    calls: [`POST ${QEMU}/config`, `PUT ${QEMU}/resize`],
  },
  "a VM whose cores only the run tells": {
    module: "proxmox_vm",
    args: { vmid: 101, cores: unknown("cores") },
    calls: [`POST ${QEMU}/config`],
  },
  "a disk of a size only the run tells": {
    module: "proxmox_vm",
    args: { vmid: 101, scsi0: { size: unknown("size") } },
    calls: [`PUT ${QEMU}/resize`],
  },
  "a removal by force": {
    module: "proxmox_vm",
    args: { vmid: 101, state: "absent", force: true },
    calls: [`POST ${QEMU}/status/stop`, `DELETE ${QEMU}`],
  },
  "a restore": {
    module: "proxmox_container",
    args: { vmid: 300, node: "pve1", archive: "local:backup/vzdump-lxc-201-2026_01_31-02_00_00.tar.zst" },
    calls: ["POST /nodes/{node}/lxc"],
  },
  "a backup with pruning": {
    module: "proxmox_backup",
    args: { vmid: 101, storage: "local", notes: "a", prune: "keep-last=2" },
    calls: [
      "POST /nodes/{node}/vzdump",
      "PUT /nodes/{node}/storage/{storage}/content/{volume}",
      "DELETE /nodes/{node}/storage/{storage}/content/{volume}",
    ],
  },
  "network devices only the run tells": {
    module: "proxmox_vm",
    args: { vmid: 101, nics: unknown("nics") },
    calls: [`POST ${QEMU}/config`],
  },
  "what only reads": { module: "proxmox_info", args: {}, calls: [] },
};

describe("accessCalls()", () => {
  test.each(Object.entries(cases))("tells the writes of %s", async (_name, { module, args, calls }) => {
    expect(await callsOf(module, args)).toEqual(calls);
  });

  test("refuses arguments the module would refuse", async () => {
    await expect(callsOf("proxmox_vm", { nonsense: 1 })).rejects.toMatchObject({ code: "OPTION_UNKNOWN" });
  });

  test("has no eye for the connection", async () => {
    expect(await callsOf("proxmox_group", { groupid: "ops", api_host: "h", api_user: "u" })).toEqual([
      "POST /access/groups",
    ]);
  });
});
