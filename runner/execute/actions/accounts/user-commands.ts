import { HintedError } from "../../../../core/errors.ts";
import { findGroup, type GroupEntry, type UserEntry } from "./account-database.ts";
import type { UserArgs } from "./user-options.ts";

/** A command that changes a user; a password goes to its input, never among its words. */
export interface AccountCommand {
  readonly argv: readonly string[];
  readonly stdin?: string;
}

/** The commands that make a user. @throws HintedError TASK_FAILED for a group that does not exist */
export function creation(args: UserArgs, groups: readonly GroupEntry[]): readonly AccountCommand[] {
  const { name, group, uid, home, shell, comment, expires } = args;
  const primary = group === undefined ? undefined : requireGroup(groups, group);
  const further = (args.groups ?? []).filter((one) => requireGroup(groups, one).gid !== primary?.gid);
  const ownGroup = groups.some((one) => one.name === name) ? ["-N"] : [];
  const argv = [
    "useradd",
    ...(uid === undefined ? [] : ["-u", String(uid), ...(args.non_unique ? ["-o"] : [])]),
    ...(group === undefined ? ownGroup : ["-g", group]),
    ...(further.length === 0 ? [] : ["-G", further.join(",")]),
    ...option("-c", comment),
    ...option("-d", home),
    ...option("-s", shell),
    ...(expires === undefined ? [] : ["-e", expiryDate(expires)]),
    ...option("-f", args.password_expire_account_disable),
    ...homeWords(args),
    ...(args.system ? ["-r"] : []),
    ...setting("UID_MIN", args.uid_min),
    ...setting("UID_MAX", args.uid_max),
    name,
  ];
  return [{ argv }, ...passwordCommand(args)];
}

function homeWords({ create_home: create, skeleton, umask }: UserArgs): readonly string[] {
  return create ? ["-m", ...option("-k", skeleton), ...setting("UMASK", umask)] : ["-M"];
}

/** The commands that change a user; none when it is as it shall be. @throws HintedError TASK_FAILED for a group that does not exist */
export function modification(
  args: UserArgs,
  user: UserEntry,
  groups: readonly GroupEntry[],
): readonly AccountCommand[] {
  const { name, uid, comment, home, shell } = args;
  const words = [
    ...(uid === undefined || uid === user.uid ? [] : ["-u", String(uid), ...(args.non_unique ? ["-o"] : [])]),
    ...primaryWords(args, user, groups),
    ...membershipWords(args, groups),
    ...option("-c", comment === user.comment ? undefined : comment),
    ...(home === undefined || home === user.home ? [] : ["-d", home, ...(args.move_home ? ["-m"] : [])]),
    ...option("-s", shell === user.shell ? undefined : shell),
    ...expiryWords(args, user),
    ...inactiveWords(args, user),
  ];
  const password = newPassword(args, user);
  const lock = password.length > 0 ? [] : lockWords(args, user);
  const all = [...words, ...lock];
  return [...(all.length > 0 ? [{ argv: ["usermod", ...all, name] }] : []), ...password];
}

function primaryWords({ group }: UserArgs, user: UserEntry, groups: readonly GroupEntry[]): readonly string[] {
  if (group === undefined) return [];
  const { gid } = requireGroup(groups, group);
  return gid === user.gid ? [] : ["-g", String(gid)];
}

function membershipWords({ name, groups: wanted, append }: UserArgs, groups: readonly GroupEntry[]): readonly string[] {
  if (wanted === undefined) return [];
  const current = groups.filter(({ members }) => members.includes(name)).map((one) => one.name);
  const names = wanted.map((one) => requireGroup(groups, one).name);
  const lacks = names.some((one) => !current.includes(one));
  const tooMany = current.some((one) => !names.includes(one));
  if (append) return lacks ? ["-a", "-G", names.join(",")] : [];
  return lacks || tooMany ? ["-G", names.join(",")] : [];
}

function expiryWords({ expires }: UserArgs, user: UserEntry): readonly string[] {
  if (expires === undefined) return [];
  const wanted = expires < 0 ? -1 : Math.floor(expires / 86_400);
  return wanted === user.expires ? [] : ["-e", expiryDate(expires)];
}

function inactiveWords({ password_expire_account_disable: wanted }: UserArgs, user: UserEntry): readonly string[] {
  return wanted === undefined || wanted === user.inactive ? [] : ["-f", String(wanted)];
}

function lockWords({ password_lock: lock }: UserArgs, { hash = "" }: UserEntry): readonly string[] {
  if (lock === undefined || lock === hash.startsWith("!")) return [];
  return [lock ? "-L" : "-U"];
}

function newPassword(args: UserArgs, { hash = "" }: UserEntry): readonly AccountCommand[] {
  if (args.update_password !== "always" || args.password === undefined) return [];
  const bare = (text: string): string => text.replace(/^!+/, "");
  return bare(args.password) === bare(hash) ? [] : passwordCommand(args);
}

function passwordCommand({ name, password, password_lock: lock }: UserArgs): readonly AccountCommand[] {
  if (password === undefined) return [];
  return [{ argv: ["chpasswd", "-e"], stdin: `${name}:${lock ? "!" : ""}${password}\n` }];
}

/** The command that sets the ages of a password; undefined when they are as they shall be. */
export function ageCommand(args: UserArgs, user: UserEntry): readonly string[] | undefined {
  const wanted = [
    ["-m", args.password_expire_min],
    ["-M", args.password_expire_max],
    ["-W", args.password_expire_warn],
  ] as const;
  const words = wanted.flatMap(([flag, value], index) => (value === user.ages[index] ? [] : option(flag, value)));
  return words.length === 0 ? undefined : ["chage", ...words, args.name];
}

function expiryDate(expires: number): string {
  return expires < 0 ? "" : new Date(expires * 1000).toISOString().slice(0, 10);
}

function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}

function setting(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : ["-K", `${name}=${value}`];
}

function requireGroup(groups: readonly GroupEntry[], name: string): GroupEntry {
  const found = findGroup(groups, name);
  if (found) return found;
  throw new HintedError("TASK_FAILED", `Group ${name} does not exist`, {
    hint: "Make it first with the group module, or correct its name",
  });
}
