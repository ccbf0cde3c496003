import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { codeOf } from "../../helpers/code-of.ts";
import { options } from "../../../modules/proxmox_acl/options.ts";
import type { AclEntry } from "../../../core/proxmox/access/effective.ts";
import { accessModel } from "../../../core/proxmox/access/model.ts";
import { plan } from "../../../modules/proxmox_acl/plan.ts";

const entries: readonly AclEntry[] = [
  { path: "/vms/101", type: "user", ugid: "ann@pve", roleid: "PVEVMUser", propagate: 1 },
  { path: "/vms/101", type: "user", ugid: "bob@pve", roleid: "PVEVMUser", propagate: 0 },
  { path: "/vms", type: "group", ugid: "ops", roleid: "PVEAdmin", propagate: 1 },
];
const planFor = (raw: Record<string, unknown>) =>
  plan(
    { acl: entries, caller: undefined },
    parseArgs(options, { path: "/vms/101", roles: ["PVEVMUser"], ...raw }, { env: {} }),
  );

describe("proxmox_acl plan()", () => {
  const cases: Record<string, readonly [Record<string, unknown>, readonly object[]]> = {
    "has nothing to do for an entry that is there": [{ users: ["ann@pve"] }, []],
    "takes an untidy path for the same": [{ path: "vms//101/", users: ["ann@pve"] }, []],
    "counts another propagate flag as not there": [
      { users: ["bob@pve"] },
      [{ kind: "grant", ugid: "bob@pve", roles: ["PVEVMUser"], propagate: true }],
    ],
    "narrows an entry that propagates": [
      { users: ["ann@pve"], propagate: false },
      [{ kind: "grant", ugid: "ann@pve", propagate: false }],
    ],
    "grants only the roles that are missing": [
      { users: ["ann@pve"], roles: ["PVEVMUser", "PVEAuditor"] },
      [{ kind: "grant", roles: ["PVEAuditor"] }],
    ],
    "tells users from tokens": [{ tokens: ["ann@pve"] }, [{ kind: "grant", type: "token" }]],
    "revokes an entry whatever its propagate flag": [
      { state: "absent", users: ["bob@pve"] },
      [{ kind: "revoke", ugid: "bob@pve" }],
    ],
    "has nothing to revoke": [{ state: "absent", users: ["eve@pve"] }, []],
    "does not mistake an inherited entry for one of this path": [
      { groups: ["ops"], roles: ["PVEAdmin"] },
      [{ kind: "grant", type: "group", ugid: "ops" }],
    ],
    "leaves one entry when it is to be the only one": [
      { state: "exact", users: ["ann@pve"] },
      [{ kind: "revoke", ugid: "bob@pve", roles: ["PVEVMUser"], before: [entries[1]] }],
    ],
    "grants before it revokes": [
      { state: "exact", users: ["eve@pve"], roles: ["PVEVMAdmin"] },
      [
        { kind: "grant", ugid: "eve@pve" },
        { kind: "revoke", ugid: "ann@pve" },
        { kind: "revoke", ugid: "bob@pve" },
      ],
    ],
    "compares the flag of an exact entry": [
      { state: "exact", users: ["ann@pve", "bob@pve"] },
      [{ kind: "grant", ugid: "bob@pve", propagate: true }],
    ],
    "empties a path that is to have no entries": [
      { state: "exact", entries: [], roles: undefined },
      [
        { kind: "revoke", ugid: "ann@pve" },
        { kind: "revoke", ugid: "bob@pve" },
      ],
    ],
    "takes several paths": [
      { path: undefined, paths: ["/vms/101", "/vms"], users: ["ann@pve"] },
      [{ kind: "grant", path: "/vms", ugid: "ann@pve" }],
    ],
    "gives other roles to others": [
      {
        roles: undefined,
        entries: [
          { roles: ["PVEVMUser"], users: ["ann@pve"] },
          { role: ["PVEAuditor"], groups: ["ops"], propagate: false },
        ],
      },
      [{ kind: "grant", type: "group", ugid: "ops", roles: ["PVEAuditor"], propagate: false }],
    ],
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, changes]) => {
    expect(planFor(raw)).toEqual(changes.map((change) => expect.objectContaining(change) as object));
  });

  const refused: Record<string, readonly [Record<string, unknown>, string]> = {
    "refuses a path no entry can be on": [{ path: "/vm/101", users: ["ann@pve"] }, "OPTION_INVALID"],
    "refuses principals without roles": [{ roles: undefined, users: ["ann@pve"] }, "OPTION_MISSING"],
    "refuses roles for nobody": [{ entries: [{ roles: ["PVEVMUser"] }], roles: undefined }, "OPTION_MISSING"],
    "refuses one entry with two flags": [
      { users: ["ann@pve"], entries: [{ roles: ["PVEVMUser"], users: ["ann@pve"], propagate: false }] },
      "OPTION_CONFLICT",
    ],
  };

  test.each(Object.entries(refused))("%s", (_name, [raw, code]) => {
    expect(codeOf(() => planFor(raw))).toBe(code);
  });
});

describe("proxmox_acl plan() and the rights of who asks", () => {
  const acl: readonly AclEntry[] = [
    { path: "/", type: "group", ugid: "admins", roleid: "Administrator", propagate: 1 },
    { path: "/vms/101", type: "user", ugid: "ann@pve", roleid: "PVEVMUser", propagate: 1 },
    { path: "/storage", type: "user", ugid: "bob@pve", roleid: "Administrator", propagate: 1 },
    { path: "/storage", type: "token", ugid: "bob@pve!sep", roleid: "Administrator", propagate: 1 },
  ];
  const roles = [
    { roleid: "Administrator", privs: "Permissions.Modify,VM.Audit" },
    { roleid: "PVEVMUser", privs: "VM.Audit" },
  ];
  const users = [
    { userid: "ann@pve", groups: "admins", tokens: [{ tokenid: "all", privsep: 0 }] },
    { userid: "bob@pve", tokens: [{ tokenid: "sep", privsep: 1 }] },
  ];
  const planAs = (identity: string, raw: Record<string, unknown>) =>
    plan(
      { acl, caller: { identity, model: accessModel({ acl, roles, users }) } },
      parseArgs(options, raw, { env: {} }),
    );

  const lockouts: Record<string, readonly [string, Record<string, unknown>]> = {
    "refuses to take the group that makes the caller administrator": [
      "ann@pve",
      { path: "/", roles: ["Administrator"], groups: ["admins"], state: "absent" },
    ],
    "refuses to empty the path the caller's token has its rights from": [
      "ann@pve!all",
      { path: "/", entries: [], state: "exact" },
    ],
    "refuses a narrower entry of the caller's own, which overrides that of its group": [
      "ann@pve",
      { path: "/", roles: ["PVEVMUser"], users: ["ann@pve"] },
    ],
    "refuses to take a token's right through its user": [
      "bob@pve!sep",
      { path: "/storage", roles: ["Administrator"], users: ["bob@pve"], state: "absent" },
    ],
    "refuses to shut the caller out of a path below": [
      "bob@pve",
      { path: "/storage", roles: ["NoAccess"], users: ["bob@pve"] },
    ],
  };

  test.each(Object.entries(lockouts))("%s, unless forced", (_name, [identity, raw]) => {
    expect(codeOf(() => planAs(identity, raw))).toBe("ACCESS_LOCKOUT");
    expect(planAs(identity, { ...raw, force: true })).not.toEqual([]);
  });

  test("lets others lose theirs", () => {
    expect(planAs("ann@pve", { path: "/storage", entries: [], state: "exact" })).toHaveLength(2);
  });

  test("lets root@pam go on", () => {
    expect(planAs("root@pam", { path: "/", entries: [], state: "exact" })).toHaveLength(1);
  });
});
