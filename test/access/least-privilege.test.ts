import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Grant } from "../../core/proxmox/access/grants.ts";
import { modules } from "../../modules/index.ts";
import {
  demoSubject,
  examplesOf,
  type Outcome,
  planOf,
  roleExample,
  runTwice,
  type Subject,
  subject,
} from "../helpers/least-privilege.ts";

/** Tasks that reach what the examples do not: guests that are there, pools, ids that come and go, loops and includes. */
const playbooks: Readonly<Record<string, string>> = {
  "changes of VMs that are there": `
    - proxmox_vm: {vmid: 101, cores: 6, tags: [db], net0: {tag: 30}, scsi0: {size: 40G}}
    - proxmox_vm: {vmid: 102, scsi1: {storage: fast, size: 4G}, description: spare, state: started}
    - proxmox_vm: {vmid: 102, scsi1: {state: absent}, state: stopped, force: true}`,
  "a clone into a pool": `
    - proxmox_vm: {clone: "9000", name: pooled, pool: web, memory: 4096, state: started}
    - proxmox_snapshot: {name: pooled, snapname: first}
    - proxmox_snapshot: {name: pooled, snapname: first, state: absent}`,
  "an id that is made and removed": `
    - proxmox_vm: {vmid: 150, node: pve1, name: shortlived, cores: 2, scsi0: {storage: fast, size: 1G}}
    - proxmox_vm: {vmid: 150, state: absent}`,
  "a clone of a known id with a known storage": `
    - proxmox_vm: {clone: "9000", vmid: 160, name: sixty, full: true, storage: fast, cores: 3}`,
  "a guest into a pool": `
    - proxmox_vm: {vmid: 101, pool: web}`,
  "a container of another node": `
    - proxmox_container: {vmid: 201, memory: 1024, net0: {firewall: true}}
    - proxmox_ip: {vmid: 201, timeout: 5}`,
  "facts, loops and includes": `
    - set_fact: {wanted: [db-1]}
    - proxmox_vm: {name: "{{ item }}", state: current}
      loop: "{{ wanted }}"
      register: found
    - proxmox_vm: {vmid: "{{ found.results[0].vmid }}", onboot: false}
    - proxmox_vm: {vmid: 101, memory: 1}
      when: wanted | length > 1`,
};

const subjects: readonly Subject[] = [
  ...[...modules.keys()].map(examplesOf),
  roleExample("proxmox_access"),
  roleExample("controller_as_guest", {
    "controller_as_guest_backup_storage: backups":
      "controller_as_guest_backup_storage: local\n        controller_as_guest_shared_storage: true",
  }),
  roleExample("backup_restore"),
  roleExample("provision"),
  roleExample("template_image"),
  roleExample("token_rotate"),
  roleExample("self_backup", { "self_backup_storage: backups": "self_backup_storage: local" }),
  demoSubject,
  ...Object.entries(playbooks).map(([name, tasks]) =>
    subject(name, `- hosts: localhost\n  gather_facts: false\n  collections: [pveplay.proxmox]\n  tasks:${tasks}\n`),
  ),
];

/** The demo runs the first two; the others' own examples are among the subjects. */
const PROVED_ROLES = [
  "provision",
  "migrate",
  "proxmox_access",
  "controller_as_guest",
  "backup_restore",
  "template_image",
  "token_rotate",
  "self_backup",
];

test("every role is among what is proved", () => {
  const roles = readdirSync(new URL("../../roles", import.meta.url));
  expect(roles.toSorted()).toEqual(PROVED_ROLES.toSorted());
});

interface Removal {
  readonly path: string;
  readonly privilege: string;
  readonly left: readonly Grant[];
}

/** Every way to take one privilege away. */
function removals(grants: readonly Grant[]): readonly Removal[] {
  return grants.flatMap((grant) =>
    grant.privileges.map((privilege) => ({
      path: grant.path,
      privilege,
      left: grants
        .map((each) =>
          each === grant ? { ...each, privileges: each.privileges.filter((name) => name !== privilege) } : each,
        )
        .filter(({ privileges }) => privileges.length > 0),
    })),
  );
}

/** Where a server told more, most of the plan is the same again: every third privilege will do, unless all are asked for. */
function sampled(all: readonly Removal[], asked: string): readonly Removal[] {
  if (asked === "nobody" || process.env["PVEPLAY_FULL_PROOF"] !== undefined) return all;
  return all.filter((_removal, index) => index % 3 === 0);
}

/** The examples' tokens are a minute old: their rotation, which on version 8 hands on what a token may, is not due. */
const NOT_DUE: ReadonlySet<string> = new Set([
  "proxmox_token 8.4 Sys.Audit on /access",
  "proxmox_token 8.4 Permissions.Modify on /",
  "role proxmox_access 8.4 Sys.Audit on /",
]);

function told({ codes, results }: Outcome): string {
  return JSON.stringify([codes, results]);
}

describe.each([
  ["9.2", "nobody"],
  ["9.2", "server"],
  ["8.4", "nobody"],
] as const)("a token made for a playbook on Proxmox VE %s, asking %s", (version, asked) => {
  test.each(subjects.map((each) => [each.name, each] as const))(
    "does what root does, and nothing can be taken from it: %s",
    { timeout: 120_000 },
    async (_name, each) => {
      const { grants } = await planOf(each, version, asked);
      expect(grants).not.toEqual([]);
      const asRoot = await runTwice(each, version, "root");
      const asToken = await runTwice(each, version, grants);
      expect(asToken.failures).toEqual(asRoot.failures);
      expect(asToken.results).toEqual(asRoot.results);
      expect(asToken.codes).toEqual(asRoot.codes);
      // All at once: where a run waits for what it may not have, others go on.
      const needed = removals(grants).filter(
        ({ path, privilege }) => !NOT_DUE.has(`${each.name} ${version} ${privilege} on ${path}`),
      );
      const spare = await Promise.all(
        sampled(needed, asked).map(async ({ path, privilege, left }) =>
          told(await runTwice(each, version, left)) === told(asRoot) ? [`${privilege} on ${path}`] : [],
        ),
      );
      expect(spare.flat()).toEqual([]);
    },
  );
});
