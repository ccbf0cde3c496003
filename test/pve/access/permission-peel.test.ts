import { describe, expect, test } from "vitest";
import { pveApi } from "../../helpers/pve-api.ts";
import { grant } from "../../pve/access/acl-store.ts";
import type { Fixture } from "../../pve/fixtures/format.ts";
import { recorded } from "../../pve/fixtures/recorded.ts";
import { type Peel, peels, type Step } from "../../helpers/permission-peels.ts";

const MIB = 1024 ** 2;
const DISK = "local:200/vm-200-disk-0.qcow2";

/** The guests, pools, zones and mappings the recorded calls are about. */
const world: Fixture = {
  ...recorded,
  users: [
    ...(recorded.users ?? []),
    { userid: "victim@pve" },
    { userid: "peel@pve", tokens: [{ tokenid: "tk", secret: "44444444-4444-4444-4444-444444444444", privsep: false }] },
  ],
  groups: { pg: "" },
  pools: [{ poolid: "pp", vms: [201, 230] }, { poolid: "pp2" }],
  zones: { pz: { type: "simple" } },
  vnets: { pv: { zone: "pz" } },
  volumes: [
    ...(recorded.volumes ?? []),
    { volid: DISK, size: 64 * MIB, snapshots: { s1: { size: 64 * MIB } } },
    { volid: "local:200/vm-200-disk-1.qcow2", size: 64 * MIB },
    { volid: "local:201/base-201-disk-0.qcow2", size: 64 * MIB },
  ],
  guests: [
    {
      vmid: 200,
      config: {
        boot: "order=scsi0",
        ciuser: "a",
        description: "x",
        ide2: "none,media=cdrom",
        memory: "64",
        scsi0: `${DISK},size=64M`,
        scsi1: "local:200/vm-200-disk-1.qcow2,size=64M",
        unused0: DISK,
        parent: "s1",
      },
      snapshots: { s1: { config: { scsi0: `${DISK},size=64M` }, snaptime: 1 } },
    },
    { vmid: 201, config: { template: "1", scsi0: "local:201/base-201-disk-0.qcow2,size=64M" } },
    { vmid: 230, config: {} },
  ],
};

/** What the simulator answers to a call with exactly the privileges of a step. */
async function answerTo({ method, path, params, note }: Peel, { have }: Step): Promise<string> {
  const withNet = /net0/.test(note);
  const guests = (world.guests ?? []).map((guest) =>
    guest.vmid === 200 && withNet
      ? { ...guest, config: { ...guest.config, net0: "virtio=BC:24:11:00:02:00,bridge=vmbr0" } }
      : guest,
  );
  const api = await pveApi({ fixture: { ...world, guests } });
  const { state } = api.services;
  for (const [where, privileges] of Object.entries(have)) {
    const role = `Peel${state.roles.size}`;
    state.roles.set(role, new Set(privileges));
    grant(state, where, { kind: "users", id: "peel@pve", role, propagate: true });
  }
  const peel = api.as("PVEAPIToken=peel@pve!tk=44444444-4444-4444-4444-444444444444");
  const answer = await peel.answer(method, path, params ?? {});
  return `${answer.status} ${answer.reason}`;
}

describe("checkPermission()", () => {
  test.each(peels.map((peel, index) => [`${index + 1}: ${peel.method} ${peel.path} ${peel.note}`, peel] as const))(
    "refuses as the real API does until the last privilege is granted: %s",
    async (_name, peel) => {
      const recordedAnswers = peel.steps.map(({ status, reason }) =>
        status === 403 ? `${status} ${reason}` : "allowed",
      );
      const answers: string[] = [];
      for (const step of peel.steps) {
        const answer = await answerTo(peel, step);
        answers.push(answer.startsWith("403") ? answer : "allowed");
      }
      expect(answers).toEqual(recordedAnswers);
    },
  );
});
