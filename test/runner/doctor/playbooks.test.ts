import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lookAtPlaybooks } from "../../../runner/doctor/playbooks/index.ts";

/** Writes files and looks through `site.yml`: severity, what (up to the colon) and where of each finding. */
function look(files: Readonly<Record<string, string>>, major: number): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), "pveplay-doctor-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const { findings } = lookAtPlaybooks([join(cwd, "site.yml")], { cwd, rolesPath: [join(cwd, "shared-roles")], major });
  return findings
    .map(({ severity, what, where = [] }) => `${severity} ${what.split(":")[0]} @ ${where.join(" ")}`)
    .toSorted();
}

const play = (task: string): string => `- hosts: all\n  tasks:\n    - ${task.replaceAll("\n", "\n      ")}\n`;

const cases: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  [
    "a privilege that is gone",
    play("pveplay.proxmox.proxmox_role:\n  roleid: r\n  privs: [VM.Audit, VM.Monitor]"),
    "warning privilege VM.Monitor @ site.yml:5",
    "problem privilege VM.Monitor @ site.yml:5",
  ],
  [
    "a privilege in a text",
    play('ansible.builtin.command: pveum role add x --privs "VM.Monitor {{ more }}"'),
    "warning privilege VM.Monitor @ site.yml:3",
    "problem privilege VM.Monitor @ site.yml:3",
  ],
  [
    "a privilege that is new",
    play("proxmox_role: {roleid: r, privs: [VM.GuestAgent.Audit]}"),
    "problem privilege VM.GuestAgent.Audit @ site.yml:3",
    undefined,
  ],
  [
    "a call that is new",
    play("proxmox_api:\n  path: /cluster/ha/rules\n  method: post"),
    "problem call POST /cluster/ha/rules @ site.yml:3",
    undefined,
  ],
  [
    "a parameter that is gone",
    play('proxmox_api:\n  path: "/nodes/{{ node }}/vzdump"\n  method: post\n  params:\n    notification-target: ops'),
    "warning parameter notification-target of POST /nodes/{node}/vzdump @ site.yml:7",
    "problem parameter notification-target of POST /nodes/{node}/vzdump @ site.yml:7",
  ],
  [
    "maxfiles of any module",
    play("community.proxmox.proxmox_storage:\n  name: b\n  maxfiles: 3"),
    "warning option maxfiles @ site.yml:5",
    "problem option maxfiles @ site.yml:5",
  ],
  [
    "HA groups of another collection's module",
    play("community.proxmox.proxmox_cluster_ha_groups:\n  name: g"),
    "warning HA groups @ site.yml:3",
    "problem HA groups @ site.yml:3",
  ],
  ["nothing in what both have", play("proxmox_vm:\n  name: web1\n  memory: 2048"), undefined, undefined],
];

describe("lookAtPlaybooks()", () => {
  test.each(cases)("finds %s", (...[, text, on8, on9]) => {
    expect(look({ "site.yml": text }, 8)).toEqual(on8 === undefined ? [] : [on8]);
    expect(look({ "site.yml": text }, 9)).toEqual(on9 === undefined ? [] : [on9]);
  });

  test("follows imported playbooks, task files and roles, and tells a thing once with all its places", () => {
    const files = {
      "site.yml": "- import_playbook: more/other.yml\n- hosts: all\n  roles: [near, {role: far}]\n",
      "more/other.yml": play("ansible.builtin.include_tasks:\n  file: tasks.yml"),
      "more/tasks.yml": "- block:\n    - shell: ha-manager groupadd g\n",
      "roles/near/tasks/main.yml": "- include_role: {name: far}\n",
      "shared-roles/far/tasks/main.yml": "- debug: {msg: x}\n",
      "shared-roles/far/defaults/main.yml": "privileges:\n  - VM.Monitor\n  - VM.Monitor\n",
    };
    expect(look(files, 9)).toEqual([
      "problem HA groups @ more/tasks.yml:2",
      "problem privilege VM.Monitor @ shared-roles/far/defaults/main.yml:2",
    ]);
  });

  test.each([
    ["a file that is not there", { "site.yml": "- import_playbook: gone.yml\n" }],
    ["a file that is no YAML", { "site.yml": "- hosts: [\n" }],
  ])("calls %s a problem", (_name, files) => {
    const found = look(files, 9);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^problem /);
  });
});
