import { relative } from "node:path";
import type { Origin } from "../../../core/errors.ts";
import type { AccessPlan, PlanRow } from "../../access/access-plan.ts";
import { tableLines } from "../table.ts";

/** The plan for a person: what is needed for which task, and what it comes to. */
export function showPlan(plan: AccessPlan, cwd: string): readonly string[] {
  const { userid, tokenid } = plan.owner;
  const rows = merged(plan.rows).map(({ task, origin, endpoint, privileges, row }) => [
    task,
    whereText(origin, cwd),
    endpoint,
    privileges.join(" "),
    pathText(row),
  ]);
  const grants = plan.roles.flatMap(({ roleid, privileges, entries }) =>
    entries.map(({ path, propagate }) => [propagate ? `${path} and below` : path, roleid, privileges.join(" ")]),
  );
  return [
    ...tableLines(["TASK", "WHERE", "CALL", "PRIVILEGES", "PATH"].map(titled), rows),
    "",
    `${userid}!${tokenid}, and ${userid} as well, need on Proxmox VE ${plan.version.split(".")[0]}:`,
    ...tableLines(["PATH", "ROLE", "PRIVILEGES"].map(titled), grants).map((line) => `  ${line}`),
    ...plan.impossible.map(
      ({ task, origin, reason }) => `Only root@pam itself can do this: ${task} (${whereText(origin, cwd)}): ${reason}`,
    ),
    ...plan.notes.map((note) => `Note: ${note}`),
  ];
}

/** `site.yml:12`, from the current directory where that is shorter. */
export function whereText(origin: Origin | undefined, cwd: string): string {
  if (origin === undefined) return "-";
  const short = relative(cwd, origin.file);
  return `${short.startsWith("../..") ? origin.file : short}:${origin.line}`;
}

/** A path, with what below it is meant. */
export function pathText({ path, below }: Pick<PlanRow, "path" | "below">): string {
  return below === undefined ? path : `${path} (${below})`;
}

function titled(title: string): { readonly title: string } {
  return { title };
}

interface Merged extends Pick<PlanRow, "task" | "origin" | "endpoint"> {
  readonly row: PlanRow;
  readonly privileges: string[];
}

/** Privileges of one call on one path on one line. */
function merged(rows: readonly PlanRow[]): readonly Merged[] {
  const lines = new Map<string, Merged>();
  for (const row of rows) {
    const { task, origin, endpoint, path, below, privilege } = row;
    const key = JSON.stringify([task, origin, endpoint, path, below ?? null]);
    const line = lines.get(key) ?? { task, origin, endpoint, row, privileges: [] };
    if (!line.privileges.includes(privilege)) line.privileges.push(privilege);
    lines.set(key, line);
  }
  return [...lines.values()];
}
