import type { Origin } from "../../core/errors.ts";
import { heldBy } from "../../core/proxmox/access/grants.ts";
import { minimalGrants } from "../../core/proxmox/access/minimal-grants.ts";
import { type AclPath, firstMissing, type Held, type Requirement } from "../../core/proxmox/access/requirement.ts";
import { type PlannedRole, rolesOfGrants } from "../../core/proxmox/access/roles-of-grants.ts";
import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import type { PlaybookNeeds, TaskNeed } from "./need.ts";

/** Whom the rights are for. */
export interface PlanOwner {
  readonly userid: string;
  readonly tokenid: string;
}

/** A privilege with the task and call it is for. */
export interface PlanRow {
  readonly task: string;
  readonly origin: Origin | undefined;
  readonly endpoint: string;
  readonly path: string;
  /** What below the path is meant, where only a run tells. */
  readonly below: string | undefined;
  readonly privilege: string;
}

/** What nobody but root can do. */
interface Impossible {
  readonly task: string;
  readonly origin: Origin | undefined;
  readonly reason: string;
}

/** All rights a playbook needs, ready to be written down. */
export interface AccessPlan {
  /** The playbook as it was named. */
  readonly playbook: string;
  readonly version: PveVersion;
  readonly owner: PlanOwner;
  readonly roles: readonly PlannedRole[];
  readonly rows: readonly PlanRow[];
  readonly impossible: readonly Impossible[];
  readonly notes: readonly string[];
}

/** The fewest rights that meet the needs, in roles named after the user. */
export function accessPlan(
  { needs, notes, isNew }: PlaybookNeeds,
  place: Pick<AccessPlan, "playbook" | "version" | "owner">,
): AccessPlan {
  const { grants } = minimalGrants(
    needs.map(({ requirement }) => requirement),
    isNew,
  );
  const held = heldBy(grants);
  const user = place.owner.userid.split("@")[0] ?? "";
  return {
    ...place,
    notes,
    roles: rolesOfGrants(grants, user.replaceAll(/[^A-Za-z0-9._-]/g, "-")),
    rows: unique(needs.flatMap((need) => used(need.requirement, held).map((pair) => ({ ...rowOf(need), ...pair })))),
    impossible: needs.flatMap(({ task, origin, requirement }) =>
      requirement.kind === "root" ? [{ task, origin, reason: requirement.reason }] : [],
    ),
  };
}

function rowOf({ task, origin, endpoint }: TaskNeed): Pick<PlanRow, "task" | "origin" | "endpoint"> {
  return { task, origin, endpoint };
}

type Pair = Pick<PlanRow, "path" | "below" | "privilege">;

/** The privileges by which a requirement is met. */
function used(requirement: Requirement, held: Held): readonly Pair[] {
  switch (requirement.kind) {
    case "privileges":
      for (const path of requirement.paths) {
        const privilege = requirement.oneOf.find((name) => held(name, path));
        if (privilege !== undefined) return [pair(path, privilege)];
      }
      return [];
    case "all":
      return requirement.parts.flatMap((part) => used(part, held));
    case "any":
      return used(requirement.parts.find((part) => !firstMissing(part, held)) ?? { kind: "all", parts: [] }, held);
    case "root":
      return [];
  }
}

function pair({ path, below }: AclPath, privilege: string): Pair {
  return { path, below, privilege };
}

function unique(rows: readonly PlanRow[]): readonly PlanRow[] {
  const seen = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return [...seen.values()];
}
