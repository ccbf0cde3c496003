import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { options } from "../../../modules/proxmox_acl/options.ts";
import { type AclEntry, plan } from "../../../modules/proxmox_acl/plan.ts";

const entries: readonly AclEntry[] = [
  { path: "/vms/101", type: "user", ugid: "ann@pve", roleid: "PVEVMUser", propagate: 1 },
  { path: "/vms/101", type: "user", ugid: "bob@pve", roleid: "PVEVMUser", propagate: 0 },
  { path: "/vms", type: "group", ugid: "ops", roleid: "PVEAdmin", propagate: 1 },
];
const planFor = (raw: Record<string, unknown>) =>
  plan(entries, parseArgs(options, { path: "/vms/101", roles: ["PVEVMUser"], ...raw }, { env: {} }));

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
  };

  test.each(Object.entries(cases))("%s", (_name, [raw, changes]) => {
    expect(planFor(raw)).toEqual(changes.map((change) => expect.objectContaining(change) as object));
  });
});
