import { beforeAll, describe, expect, test } from "vitest";
import {
  type AccessModel,
  type AccessPool,
  type AclEntry,
  effectivePermissions,
} from "../../../../core/proxmox/access/effective.ts";
import { accessModel, type ListedRole, type ListedUser } from "../../../../core/proxmox/access/model.ts";
import type { PveVersion } from "../../../../core/proxmox/schema/api-schema.ts";
import { Permissions } from "../../../pve/access/permissions.ts";
import { loadState } from "../../../pve/fixtures/load.ts";
import type { Fixture, FixtureAcl } from "../../../pve/fixtures/format.ts";
import { type Api, dispatch } from "../../../pve/http/dispatch.ts";
import { readTranscript } from "../../../pve/record/transcript.ts";
import { apiOf, createSimulator } from "../../../pve/simulator.ts";

const TREES = 1000;
const SECRET = "11111111-1111-1111-1111-111111111111";

/** Paths and privileges as plain data, sorted, so that differences can be read. */
type Plain = Readonly<Record<string, Readonly<Record<string, number>>>>;

function plain(permissions: ReturnType<typeof effectivePermissions>): Plain {
  const ofPath = ([path, privileges]: readonly [string, ReadonlyMap<string, boolean>]) =>
    [path, Object.fromEntries([...privileges].map(([name, below]) => [name, below ? 1 : 0]))] as const;
  return Object.fromEntries([...permissions].map(ofPath));
}

/** A reproducible source of choices (mulberry32). */
class Choice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % limit;
  }
  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
  some<T>(items: readonly T[]): readonly T[] {
    return items.filter(() => this.below(3) === 0);
  }
}

const USERS = ["ann@pve", "bob@pve", "cyd@pam"] as const;
const GROUPS = ["ops", "dev"] as const;
const POOLS = ["web", "db"] as const;
const ROLES = [
  "NoAccess",
  "PVEAuditor",
  "PVEVMUser",
  "PVEVMAdmin",
  "PVEDatastoreUser",
  "Administrator",
  "Own",
] as const;
const PATHS = [
  "/",
  "/vms",
  "/vms/100",
  "/vms/101",
  "/storage",
  "/storage/local",
  "/pool",
  "/pool/web",
  "/pool/db",
  "/nodes/pve1",
  "/sdn/zones/localnetwork",
  "/sdn/zones/localnetwork/vmbr0/5",
  "/access",
  "/access/groups/ops",
] as const;

function randomTree(choice: Choice): Fixture {
  const users = USERS.map((userid) => ({
    userid,
    groups: choice.some(GROUPS),
    tokens: [
      { tokenid: "sep", secret: SECRET, privsep: true },
      { tokenid: "all", secret: SECRET, privsep: false },
    ],
  }));
  const acl = Array.from({ length: choice.below(14) }, () => randomEntry(choice));
  return {
    nodes: [{ name: "pve1" }],
    users: [...users, { userid: "root@pam", tokens: [{ tokenid: "admin", secret: SECRET, privsep: false }] }],
    groups: Object.fromEntries(GROUPS.map((group) => [group, ""])),
    roles: { Own: choice.some(["VM.Audit", "VM.Clone", "Permissions.Modify", "Datastore.Audit", "SDN.Use"]) },
    acl,
    storages: [{ storage: "local", type: "dir" }],
    guests: [100, 101].map((vmid) => ({ vmid, config: {} })),
    pools: POOLS.map((poolid) => ({
      poolid,
      vms: poolid === "web" ? choice.some([100, 101]) : [],
      storages: choice.some(["local"]),
    })),
  };
}

function randomEntry(choice: Choice): FixtureAcl {
  const type = choice.of(["user", "token", "token", "group"] as const);
  const path = choice.of(PATHS);
  const roleid = choice.of(ROLES);
  // Groups propagate by path and role alone: where two of them differ, the server's choice is accidental.
  const propagate = (type === "group" ? path.length + roleid.length : choice.below(2)) % 2 === 0 ? 0 : 1;
  const user = choice.of(USERS);
  const ugid = type === "group" ? choice.of(GROUPS) : type === "user" ? user : `${user}!${choice.of(["sep", "all"])}`;
  return { type, path, roleid, propagate, ugid };
}

describe.each(["8.4", "9.2"] as const)("effectivePermissions() for %s", (version: PveVersion) => {
  let api: Api;

  beforeAll(async () => {
    api = apiOf(await createSimulator({ version, fixture: {}, speed: 0, seed: 1, statsDelay: 0 }));
  });

  /** The API of a cluster that starts as the fixture says. */
  function clusterOf(fixture: Fixture): Api {
    const state = loadState(version, fixture);
    return { ...api, services: { ...api.services, state, permissions: new Permissions(state) } };
  }

  test(`equals GET /access/permissions on ${TREES} random trees`, async () => {
    for (let seed = 1; seed <= TREES; seed++) {
      const cluster = clusterOf(randomTree(new Choice(seed)));
      const model = await readModel(cluster);
      for (const identity of [
        "root@pam",
        "root@pam!admin",
        ...USERS.flatMap((user) => [user, `${user}!sep`, `${user}!all`]),
      ]) {
        const theirs = await ask(cluster, "/access/permissions", { userid: identity });
        expect(plain(effectivePermissions(model, identity)), `tree ${seed}, ${identity}`).toEqual(theirs);
      }
    }
  }, 120_000);
});

async function ask(api: Api, path: string, params: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return dispatch(api, {
    method: "GET",
    path,
    headers: { authorization: `PVEAPIToken=root@pam!admin=${SECRET}` },
    params: new Map(Object.entries(params)),
    query: "",
    body: "",
  });
}

async function readModel(api: Api): Promise<AccessModel> {
  const [roles, users, acl, pools] = await Promise.all([
    ask(api, "/access/roles") as Promise<readonly ListedRole[]>,
    ask(api, "/access/users", { full: "1" }) as Promise<readonly ListedUser[]>,
    ask(api, "/access/acl") as Promise<readonly AclEntry[]>,
    Promise.all(POOLS.map((poolid) => readPool(api, poolid))),
  ]);
  return accessModel({ roles, users, acl, pools });
}

async function readPool(api: Api, poolid: string): Promise<AccessPool> {
  const { members } = (await ask(api, `/pools/${poolid}`)) as {
    readonly members: readonly { readonly type: string; readonly vmid?: number; readonly storage?: string }[];
  };
  return {
    poolid,
    vmids: members.flatMap(({ vmid }) => (vmid === undefined ? [] : [vmid])),
    storages: members.flatMap(({ type, storage }) => (type === "storage" && storage !== undefined ? [storage] : [])),
  };
}

describe("effectivePermissions() beside the real API", () => {
  test("answers as recorded, whatever the entries", async () => {
    const recording = new URL("../../../fixtures/transcripts/1-access.jsonl.gz", import.meta.url);
    const cluster = apiOf(await createSimulator({ version: "9.2", fixture: {}, speed: 0, seed: 1, statsDelay: 0 }));
    const rootsToken = { userid: "root@pam", tokens: [{ tokenid: "admin", secret: SECRET, privsep: false }] };
    const state = loadState("9.2", { users: [rootsToken] });
    const roles = (await ask(
      { ...cluster, services: { ...cluster.services, state, permissions: new Permissions(state) } },
      "/access/roles",
    )) as readonly ListedRole[];
    const users = [{ userid: "alice@pve", groups: "admins", tokens: [{ tokenid: "sep", privsep: 1 }] }];
    const pools = [{ poolid: "p1", vmids: [100], storages: ["local"] }];
    const identities = new Map([
      ["alice", "alice@pve"],
      ["alice_sep", "alice@pve!sep"],
    ]);
    const acl = new Map<string, AclEntry>();
    let compared = 0;
    for (const exchange of readTranscript(recording)) {
      if (exchange.group !== "permissions-semantics" || exchange.status !== 200) continue;
      if (exchange.method === "PUT" && exchange.path === "/access/acl") change(acl, exchange.params ?? {});
      const identity = identities.get(exchange.as);
      if (exchange.path !== "/access/permissions" || exchange.params !== undefined || identity === undefined) continue;
      // The pool has its members from here on, as the recording's setup gave it.
      const members = exchange.n > 621 ? pools : [];
      const model = accessModel({ roles, users, pools: members, acl: [...acl.values()] });
      const { data } = exchange.body as { readonly data: Plain };
      const known = Object.keys(data).some((path) => path === "/vms/101") ? ["/vms/101"] : [];
      const ours = plain(effectivePermissions(model, identity));
      expect(withoutPaths(ours, known), `exchange ${exchange.n}`).toEqual(withoutPaths(data, known));
      compared++;
    }
    expect(compared).toBeGreaterThan(30);
  });
});

/** `/vms/101` is reported once some other identity has an entry there; those of others are not rebuilt here. */
function withoutPaths(permissions: Plain, paths: readonly string[]): Plain {
  return Object.fromEntries(Object.entries(permissions).filter(([path]) => !paths.includes(path)));
}

function change(acl: Map<string, AclEntry>, params: Readonly<Record<string, unknown>>): void {
  for (const type of ["user", "group", "token"] as const) {
    const ugid = params[`${type}s`];
    if (typeof ugid !== "string") continue;
    for (const roleid of String(params["roles"]).split(",")) {
      const entry = { path: String(params["path"]), type, ugid, roleid };
      const key = JSON.stringify(entry);
      if (params["delete"] === undefined) acl.set(key, { ...entry, propagate: Number(params["propagate"] ?? 1) });
      else acl.delete(key);
    }
  }
}
