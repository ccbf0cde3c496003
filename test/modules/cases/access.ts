import type { Case } from "./case.ts";

const ops = { module: "proxmox_group", args: { groupid: "ops", comment: "Operators" } };
const robot = {
  module: "proxmox_user",
  args: { userid: "robot@pve", comment: "Automation", groups: ["ops"], expire: 0 },
};
const role = { module: "proxmox_role", args: { roleid: "Looker", privs: ["VM.Audit"] } };

/** Users, groups and roles. */
export const accessCases: Readonly<Record<string, Case>> = {
  "makes a group": { ...ops, identity: "root" },
  "changes a group's comment": {
    module: "proxmox_group",
    args: { name: "ops", comment: "Others" },
    before: [ops],
    identity: "root",
  },
  "removes a group": {
    module: "proxmox_group",
    args: { groupid: "ops", state: "absent" },
    before: [ops],
    identity: "root",
  },
  "makes a user": { ...robot, before: [ops], identity: "root" },
  "disables a user": {
    module: "proxmox_user",
    args: { userid: "robot@pve", enable: false },
    before: [ops, robot],
    identity: "root",
  },
  "takes a user out of all groups": {
    module: "proxmox_user",
    args: { userid: "robot@pve", groups: [] },
    before: [ops, robot],
    identity: "root",
  },
  "removes a user": {
    module: "proxmox_user",
    args: { userid: "robot@pve", state: "absent" },
    before: [ops, robot],
    identity: "root",
  },
  "makes a role from a preset": {
    module: "proxmox_role",
    args: { roleid: "Provisioner", preset: "provisioner" },
    identity: "root",
  },
  "adds privileges to a role": {
    module: "proxmox_role",
    args: { roleid: "Looker", privs: ["VM.PowerMgmt"], append: true },
    before: [role],
    identity: "root",
  },
  "takes all privileges from a role": {
    module: "proxmox_role",
    args: { roleid: "Looker", privs: [] },
    before: [role],
    identity: "root",
  },
  "removes a role": {
    module: "proxmox_role",
    args: { roleid: "Looker", state: "absent" },
    before: [role],
    identity: "root",
  },
  "grants roles on several paths": {
    module: "proxmox_acl",
    args: { paths: ["/vms/101", "/storage/local"], roles: ["PVEAuditor"], tokens: ["deploy@pve!play"] },
    identity: "root",
  },
  "makes entries the only ones of a path": {
    module: "proxmox_acl",
    args: {
      path: "/pool/web",
      state: "exact",
      entries: [
        { roles: ["PVEPoolUser"], users: ["deploy@pve"] },
        { roles: ["PVEAuditor"], tokens: ["deploy@pve!play"], propagate: false },
      ],
    },
    identity: "root",
  },
  "empties a path": {
    module: "proxmox_acl",
    args: { path: "/vms", state: "exact", entries: [] },
    identity: "root",
  },
};
