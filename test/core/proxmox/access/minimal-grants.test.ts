import { describe, expect, test } from "vitest";
import { aclPath } from "../../../../core/proxmox/access/acl-path.ts";
import type { Grant } from "../../../../core/proxmox/access/grants.ts";
import { heldBy } from "../../../../core/proxmox/access/grants.ts";
import { minimalGrants } from "../../../../core/proxmox/access/minimal-grants.ts";
import { all, any, need, type Requirement } from "../../../../core/proxmox/access/requirement.ts";
import { rolesOfGrants } from "../../../../core/proxmox/access/roles-of-grants.ts";
import { unknown } from "../../../../core/proxmox/access/unknown.ts";

const guest = (vmid: string) => aclPath("/vms/{vmid}", { vmid });
const made = guest(unknown("guest new"));
const named = guest(unknown("guest old"));

interface Case {
  readonly needs: readonly Requirement[];
  readonly grants: readonly string[];
}

const cases: Record<string, Case> = {
  "grants a known path alone": { needs: [need(guest("100"), "VM.Audit")], grants: ["/vms/100: VM.Audit"] },
  "grants what lies below where only the run tells": {
    needs: [need(made, "VM.Audit")],
    grants: ["/vms/*: VM.Audit"],
  },
  "keeps the rights of a guest that is made away from one that is there": {
    needs: [need(guest("9000"), "VM.Clone"), need(made, "VM.Allocate")],
    grants: ["/vms/*: VM.Allocate", "/vms/9000: VM.Clone"],
  },
  "gives a guest that may be any the rights of those that are named, because their entries would take its own away": {
    needs: [need(guest("100"), "VM.PowerMgmt"), need(named, "VM.Audit")],
    grants: ["/vms/*: VM.Audit VM.PowerMgmt"],
  },
  "names nothing again that is inherited": {
    needs: [need(guest("100"), "VM.Audit"), need(made, "VM.Audit")],
    grants: ["/vms/*: VM.Audit"],
  },
  "leads to the pool a guest is made in": {
    needs: [need(guest(unknown("guest new", "/pool/web")), "VM.Audit")],
    grants: ["/pool/web: VM.Audit"],
  },
  "takes of alternatives what is needed anyway": {
    needs: [
      need({ path: "/vms/1" }, "VM.Config.Cloudinit", "VM.Config.Network"),
      need({ path: "/vms/1" }, "VM.Config.Network"),
    ],
    grants: ["/vms/1: VM.Config.Network"],
  },
  "takes of alternatives the weakest": {
    needs: [
      any(
        need({ path: "/storage/a" }, "Datastore.Allocate"),
        all(need({ path: "/storage/a" }, "Datastore.AllocateSpace"), need({ path: "/vms/1" }, "VM.Backup")),
      ),
    ],
    grants: ["/storage/a: Datastore.AllocateSpace", "/vms/1: VM.Backup"],
  },
};

function shown({ path, propagate, privileges }: Grant): string {
  return `${path}${propagate ? "/*" : ""}: ${privileges.join(" ")}`;
}

describe("minimalGrants()", () => {
  test.each(Object.entries(cases))("%s", (_name, { needs, grants }) => {
    expect(minimalGrants(needs, (what) => what === "guest new").grants.map(shown)).toEqual(grants);
  });

  test("names apart what nobody but root may", () => {
    const root = { kind: "root", reason: "only root can set 'args' config" } as const;
    expect(minimalGrants([root, need({ path: "/" }, "Sys.Audit")], () => false)).toEqual({
      grants: [{ path: "/", propagate: false, privileges: ["Sys.Audit"] }],
      impossible: [root],
    });
  });
});

describe("heldBy()", () => {
  const held = heldBy([
    { path: "/vms", propagate: true, privileges: ["VM.Audit"] },
    { path: "/vms/100", propagate: false, privileges: ["VM.Clone"] },
    { path: "/nodes", propagate: false, privileges: ["Sys.Audit"] },
  ]);

  test("lets the nearest path with an entry decide", () => {
    expect([held("VM.Audit", { path: "/vms/7" }), held("VM.Audit", { path: "/vms/100" })]).toEqual([true, false]);
  });

  test("reaches below a path only with entries that propagate", () => {
    expect([held("Sys.Audit", { path: "/nodes" }), held("Sys.Audit", { path: "/nodes/a" })]).toEqual([true, false]);
  });
});

describe("rolesOfGrants()", () => {
  test("makes one role of equal sets, and never takes the server's own names", () => {
    const grants: readonly Grant[] = [
      { path: "/storage/a", propagate: false, privileges: ["Datastore.AllocateSpace"] },
      { path: "/storage/b", propagate: false, privileges: ["Datastore.AllocateSpace"] },
      { path: "/storage/c", propagate: true, privileges: ["Datastore.Audit"] },
    ];
    expect(rolesOfGrants(grants, "pvebot")).toEqual([
      {
        roleid: "for-pvebot-storage",
        privileges: ["Datastore.AllocateSpace"],
        entries: [
          { path: "/storage/a", propagate: false },
          { path: "/storage/b", propagate: false },
        ],
      },
      {
        roleid: "for-pvebot-storage-2",
        privileges: ["Datastore.Audit"],
        entries: [{ path: "/storage/c", propagate: true }],
      },
    ]);
  });
});
