import { describe, expect, test } from "vitest";
import type { AccessCall } from "../../../../core/proxmox/access/call.ts";
import type { Grant } from "../../../../core/proxmox/access/grants.ts";
import { minimalGrants } from "../../../../core/proxmox/access/minimal-grants.ts";
import { requirementOfCall } from "../../../../core/proxmox/access/requirement-of-call.ts";
import type { PveVersion } from "../../../../core/proxmox/schema/api-schema.ts";
import { type PveApi, pveApi } from "../../../helpers/pve-api.ts";
import { grant } from "../../../pve/access/acl-store.ts";
import { demo } from "../../../pve/fixtures/demo.ts";
import type { Fixture } from "../../../pve/fixtures/format.ts";
import { Random } from "../../../pve/random.ts";

const SECRET = "66666666-6666-6666-6666-666666666666";
const world: Fixture = {
  ...demo,
  users: [...(demo.users ?? []), { userid: "some@pve", tokens: [{ tokenid: "t", secret: SECRET, privsep: false }] }],
};

/** Settings of VMs and of containers, from which the calls are drawn. */
const VM: readonly (readonly [string, string])[] = [
  ["cores", "3"],
  ["memory", "512"],
  ["balloon", "256"],
  ["name", "drawn"],
  ["description", "text"],
  ["tags", "a;b"],
  ["onboot", "1"],
  ["ostype", "l26"],
  ["startup", "order=2"],
  ["scsihw", "virtio-scsi-pci"],
  ["vga", "std"],
  ["serial1", "socket"],
  ["boot", "order=scsi0"],
  ["ciuser", "ann"],
  ["ipconfig0", "ip=dhcp"],
  ["net1", "virtio,bridge=vmbr0"],
  ["net2", "virtio,bridge=vmbr0,tag=7"],
  ["net3", "virtio,bridge=vmbr0,trunks=5;8-9"],
  ["scsi5", "fast:2"],
  ["sata1", "local-lvm:1"],
  ["ide3", "local:iso/debian-13.1.0-amd64-netinst.iso,media=cdrom"],
  ["scsi6", "local-lvm:0,import-from=local:import/debian-13-generic-amd64.qcow2"],
];
const CONTAINER: readonly (readonly [string, string])[] = [
  ["cores", "3"],
  ["memory", "256"],
  ["swap", "0"],
  ["hostname", "drawn"],
  ["description", "text"],
  ["tags", "a"],
  ["onboot", "1"],
  ["nameserver", "192.0.2.1"],
  ["features", "nesting=1"],
  ["net1", "name=eth1,bridge=vmbr0"],
  ["net2", "name=eth2,bridge=vmbr0,tag=9"],
  ["mp0", "fast:1,mp=/srv"],
  ["mp1", "local-lvm:1,mp=/var/lib/data"],
];
const TEMPLATE = "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst";

function below(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}

/** One to five settings, each once. */
function draw(random: Random, from: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const count = 1 + below(random, 5);
  return Object.fromEntries(Array.from({ length: count }, () => from[below(random, from.length)] ?? ["cores", "1"]));
}

function drawCall(random: Random): AccessCall {
  const vm = { node: "pve1", vmid: "102" };
  const container = { node: "pve2", vmid: "201" };
  const place = below(random, 2) === 0 ? {} : { pool: "web" };
  switch (below(random, 6)) {
    case 0:
      return {
        endpoint: "POST /nodes/{node}/qemu",
        params: { ...draw(random, VM), ...place, node: "pve1", vmid: "300" },
      };
    case 1:
      return {
        endpoint: "POST /nodes/{node}/lxc",
        params: {
          ...draw(random, CONTAINER),
          ...place,
          rootfs: "fast:1",
          ostemplate: TEMPLATE,
          node: "pve2",
          vmid: "300",
        },
      };
    case 2:
      return {
        endpoint: "POST /nodes/{node}/qemu/{vmid}/clone",
        params: { ...place, node: "pve1", vmid: "9000", newid: "300" },
        found: foundOf(9000),
      };
    case 3:
      return {
        endpoint: "PUT /nodes/{node}/lxc/{vmid}/config",
        params: { ...draw(random, CONTAINER), ...container },
        found: foundOf(201),
      };
    default:
      return {
        endpoint: "PUT /nodes/{node}/qemu/{vmid}/config",
        params: { ...draw(random, VM), ...vm },
        found: foundOf(102),
      };
  }
}

function foundOf(vmid: number): Readonly<Record<string, string>> {
  return { ...demo.guests?.find((guest) => guest.vmid === vmid)?.config };
}

/** What becomes of the call with these grants: refused at once or in its task, or not. */
async function isRefused(api: PveApi, { endpoint, params }: AccessCall, grants: readonly Grant[]): Promise<boolean> {
  const { state, tasks } = api.services;
  state.acl.clear();
  for (const [index, { path, propagate, privileges }] of grants.entries()) {
    state.roles.set(`R${index}`, new Set(privileges));
    grant(state, path, { kind: "users", id: "some@pve", role: `R${index}`, propagate });
  }
  const [method = "", template = ""] = endpoint.split(" ");
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? "");
  const inPath = new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  const sent = Object.fromEntries(Object.entries(params).filter(([name]) => !inPath.has(name)));
  const caller = api.as(`PVEAPIToken=some@pve!t=${SECRET}`);
  const { status, reason, body } = await caller.answer(method, path, sent);
  const upid = /UPID:[^"]+/.exec(body ?? "")?.[0];
  const told = `${status} ${reason} ${upid === undefined ? "" : (tasks.find(upid)?.exitstatus ?? "")}`;
  if (/403|Permission check failed/.test(told)) return true;
  if (status !== 200 || (upid !== undefined && !told.endsWith("OK")))
    throw new Error(`${endpoint}: ${told} ${body ?? ""}`);
  return false;
}

describe.each(["9.2", "8.4"] as const)(
  "requirementOfCall() and the simulator of Proxmox VE %s",
  (version: PveVersion) => {
    const random = new Random(20_26);
    const calls = Array.from({ length: 80 }, () => drawCall(random));

    test.each(calls.map((call, index) => [`${index}: ${call.endpoint} ${JSON.stringify(call.params)}`, call] as const))(
      "agree on what is needed, no more and no less: %s",
      async (_name, call) => {
        const requirement = requirementOfCall(call, { version, zoneOf: () => "localnetwork" });
        const { grants } = minimalGrants([requirement], () => false);
        const api = await pveApi({ version, fixture: world });
        for (const each of grants) {
          for (const privilege of each.privileges) {
            const fewer = grants.map((other) =>
              other === each ? { ...each, privileges: each.privileges.filter((name) => name !== privilege) } : other,
            );
            expect(await isRefused(api, call, fewer), `without ${privilege} on ${each.path}`).toBe(true);
          }
        }
        expect(await isRefused(api, call, grants), JSON.stringify(grants)).toBe(false);
      },
    );
  },
);
