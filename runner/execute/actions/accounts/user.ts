import { dirname } from "node:path";
import { type Result, resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun } from "../tool.ts";
import { type GroupEntry, readGroups, readUser, type UserEntry } from "./account-database.ts";
import { ensureHome, homeExists, makeHome } from "./home.ts";
import { refuseLocal } from "./refuse-local.ts";
import { ensureSshKey } from "./ssh-key.ts";
import { ageCommand, type AccountCommand, creation, modification } from "./user-commands.ts";
import { type UserArgs, userOptions } from "./user-options.ts";

/** `user`: a user of the target. */
export const user = defineAction({
  name: "user",
  options: userOptions,
  async run(args, call) {
    refuseLocal("user", args.local);
    const entry = await readUser(call, args.name);
    return args.state === "absent" ? remove(args, entry, call) : arrange(args, entry, call);
  },
});

async function remove(args: UserArgs, entry: UserEntry | undefined, call: ActionCall): Promise<Result> {
  const { name, force, remove: withHome } = args;
  if (!entry) return resultOf({ name, state: "absent", changed: false });
  if (call.checkMode) return resultOf({ changed: true });
  const flags = [...(force ? ["-f"] : []), ...(withHome ? ["-r"] : [])];
  const { stderr } = await mustRun(call, ["userdel", ...flags, name]);
  return resultOf({ name, state: "absent", changed: true, force, remove: withHome, ...(stderr ? { stderr } : {}) });
}

async function arrange(args: UserArgs, entry: UserEntry | undefined, call: ActionCall): Promise<Result> {
  if (!entry && call.checkMode) return resultOf({ changed: true });
  const groups = await readGroups(call);
  const commands = entry ? modification(args, entry, groups) : creation(args, groups);
  if (!call.checkMode) await perform({ args, entry, commands, groups }, call);
  const after = await readUser(call, args.name);
  const changed = commands.length > 0;
  const base = {
    name: args.name,
    state: "present",
    ...(entry
      ? { append: args.append, move_home: args.move_home }
      : { system: args.system, create_home: args.create_home }),
    ...(args.password === undefined ? {} : { password: "NOT_LOGGING_PASSWORD", ...hashWarning(args.password) }),
  };
  if (!after) return resultOf({ ...base, changed });
  return finish(args, after, { base, changed, call });
}

interface Work {
  readonly args: UserArgs;
  readonly entry: UserEntry | undefined;
  readonly commands: readonly AccountCommand[];
  readonly groups: readonly GroupEntry[];
}

async function perform({ args, entry, commands }: Work, call: ActionCall): Promise<void> {
  const { home } = args;
  // useradd makes only the last folder of a path.
  const deep = !entry && home !== undefined && args.create_home && !(await homeExists(call, dirname(home)));
  if (deep) await makeHome(args, { home, owner: undefined }, call);
  for (const { argv, stdin } of commands) await mustRun(call, argv, { stdin });
  const made = deep ? await readUser(call, args.name) : undefined;
  if (made && home !== undefined) await mustRun(call, ["chown", "-R", `${made.uid}:${made.gid}`, home]);
}

interface Finish {
  readonly base: Readonly<Record<string, unknown>>;
  readonly changed: boolean;
  readonly call: ActionCall;
}

async function finish(args: UserArgs, after: UserEntry, { base, changed, call }: Finish): Promise<Result> {
  const home = await ensureHome(args, after, call);
  const key = args.generate_ssh_key ? await ensureSshKey(args, after, call) : { changed: false, facts: {} };
  const ages = ageCommand(args, after);
  if (ages && !call.checkMode) await mustRun(call, ages);
  return resultOf({
    ...base,
    changed: changed || home || key.changed || ages !== undefined,
    uid: after.uid,
    group: after.gid,
    comment: after.comment,
    home: after.home,
    shell: after.shell,
    ...(args.groups === undefined ? {} : { groups: args.groups.join(",") }),
    ...key.facts,
  });
}

/** Hashes of passwords look like `$6$salt$hash`; `*` and `!` stand for none. */
function hashWarning(password: string): { readonly warnings?: readonly string[] } {
  if (/^(?:[*!]+|!?\$[\w-]+\$[^:*!]+)$/.test(password)) return {};
  return {
    warnings: [
      "'password' of user does not look like a hash: a clear text can not be used, see the password_hash filter",
    ],
  };
}
