import { relative } from "node:path";
import type { Origin } from "../../../core/errors.ts";
import type { AccessPlan, PlanRow } from "../../access/access-plan.ts";
import { tableLines } from "../table.ts";

/** The plan for a person: what is needed for which task, and what it comes to. */
export function showPlan(plan: AccessPlan, cwd: string): readonly string[] {
  const { userid, tokenid } = plan.owner;
  const rows = merged(plan.rows).map((line) => [line.task, whereText(line.origin, cwd), line.endpoint, ...cells(line)]);
  const grants = plan.roles.flatMap(({ roleid, privileges, entries }) =>
    entries.map(({ path, propagate }) => [propagate ? `${path} and below` : path, roleid, privileges.join(" ")]),
  );
  return [
    ...tableLines(["TASK", "WHERE", "CALL", "PRIVILEGES", "PATH"].map(titled), withoutRepeats(rows)),
    "",
    `${userid}!${tokenid}, and ${userid} as well, need on Proxmox VE ${plan.version.split(".")[0]}:`,
    ...tableLines(["PATH", "ROLE", "PRIVILEGES"].map(titled), grants).map((line) => `  ${line}`),
    ...plan.impossible.map(
      ({ task, origin, reason }) => `Only root@pam itself can do this: ${task} (${whereText(origin, cwd)}): ${reason}`,
    ),
    ...plan.notes.map((note) => `Note: ${note.replaceAll(`${cwd}/`, "")}`),
  ];
}

/** `site.yml:12`, from the current directory where that is shorter. */
export function whereText(origin: Origin | undefined, cwd: string): string {
  if (origin === undefined) return "-";
  const short = relative(cwd, origin.file);
  return `${short.startsWith("../..") ? origin.file : short}:${origin.line}`;
}

/** A path, with what below it is meant. */
export function pathText({ path, below }: { readonly path: string; readonly below?: string | undefined }): string {
  return below === undefined ? path : `${path} (${below})`;
}

function titled(title: string): { readonly title: string } {
  return { title };
}

interface Merged extends Pick<PlanRow, "task" | "origin" | "endpoint" | "path"> {
  readonly below: Set<string>;
  readonly privileges: Set<string>;
}

/** What one call needs on one path, on one line: for all items of a loop and all guests. */
function merged(rows: readonly PlanRow[]): readonly Merged[] {
  const lines = new Map<string, Merged>();
  for (const { task, origin, endpoint, path, below, privilege } of rows) {
    const key = JSON.stringify([task, origin, endpoint, path]);
    const line = lines.get(key) ?? { task, origin, endpoint, path, below: new Set(), privileges: new Set() };
    line.privileges.add(privilege);
    if (below !== undefined) line.below.add(below);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** More names than this are only counted. */
const NAMED = 3;

function cells({ path, below, privileges }: Merged): readonly string[] {
  const names = [...below].slice(0, NAMED).join(", ");
  const rest = below.size > NAMED ? ` and ${below.size - NAMED} more` : "";
  return [[...privileges].join(" "), below.size === 0 ? path : `${path} (${names}${rest})`];
}

/** Task and place are named on the first of their lines only. */
function withoutRepeats(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row, index) => {
    const [task, where, ...rest] = row;
    const before = rows[index - 1];
    return before?.[0] === task && before?.[1] === where ? ["", "", ...rest] : row;
  });
}
