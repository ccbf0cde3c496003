import type { ActionCall } from "../action.ts";
import { runScript } from "../tool.ts";

/** A line of /etc/group. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** A user as passwd and shadow know it; what only root may see is undefined to others. */
export interface UserEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly hash: string | undefined;
  /** Days between changes: at least, at most, warned before. */
  readonly ages: readonly [number | undefined, number | undefined, number | undefined];
  /** Days after the password's end until the account is closed. */
  readonly inactive: number | undefined;
  /** Days since 1970; -1 when the account does not expire. */
  readonly expires: number;
}

const GROUPS = "getent group 2>/dev/null || cat /etc/group";
const USER = `
look() { getent "$1" "$2" 2>/dev/null || awk -F: -v n="$2" '$1 == n' "/etc/$1" 2>/dev/null; }
look passwd "$1" | head -n 1; echo; look shadow "$1" | head -n 1; :`;

/** All groups of the target. */
export async function readGroups(call: ActionCall): Promise<readonly GroupEntry[]> {
  const { stdout } = await runScript(call, GROUPS);
  return stdout.split("\n").flatMap((line) => {
    const [name = "", , gid = "", members = ""] = line.split(":");
    return name === "" ? [] : [{ name, gid: Number(gid), members: members.split(",").filter(Boolean) }];
  });
}

/** A group by name or number. */
export function findGroup(groups: readonly GroupEntry[], group: string): GroupEntry | undefined {
  return groups.find(({ gid }) => String(gid) === group) ?? groups.find(({ name }) => name === group);
}

/** A user of the target; undefined when there is none of this name. */
export async function readUser(call: ActionCall, name: string): Promise<UserEntry | undefined> {
  const lines = (await runScript(call, USER, [name])).stdout.split("\n").filter(Boolean);
  const [passwd, shadow] = lines;
  if (passwd === undefined) return undefined;
  const [, , uid, gid, comment = "", home = "", shell = ""] = passwd.split(":");
  const [, hash, , least, most, warned, inactive, expires] = shadow?.split(":") ?? [];
  return {
    name,
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home,
    shell,
    hash,
    ages: [days(least), days(most), days(warned)],
    inactive: days(inactive),
    expires: days(expires) ?? -1,
  };
}

function days(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}
