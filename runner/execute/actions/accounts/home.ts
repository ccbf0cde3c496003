import type { ActionCall } from "../action.ts";
import { mustRun, runScript } from "../tool.ts";
import type { UserEntry } from "./account-database.ts";
import type { UserArgs } from "./user-options.ts";

/** `$1` home, `$2` skeleton, `$3` umask, `$4` owner: a copy of the skeleton with the permissions login.defs asks for. */
const MAKE_HOME = `
set -e
mkdir -p "$(dirname "$1")"
if [ -d "$2" ]; then cp -R "$2" "$1"; else mkdir "$1"; fi
setting() { awk -v k="$1" '$1 == k { v = $2 } END { print v }' /etc/login.defs 2>/dev/null || :; }
mask=$3; mode=
[ -n "$mask" ] || mode=$(setting HOME_MODE)
[ -n "$mask" ] || mask=$(setting UMASK)
[ -n "$mode" ] || mode=$(printf '%04o' $((0777 & ~0\${mask:-022})))
chmod "$mode" "$1"
[ -z "$4" ] || chown -R "$4" "$1"
`;

/** Whether a folder is there. */
export async function homeExists(call: ActionCall, path: string): Promise<boolean> {
  const target = await call.target();
  return (await target.files.stat(path, { follow: true })) !== undefined;
}

/** Makes a home as useradd would. @throws HintedError TASK_FAILED */
export async function makeHome(
  { skeleton, umask }: UserArgs,
  { home, owner }: { readonly home: string; readonly owner: string | undefined },
  call: ActionCall,
): Promise<void> {
  await mustRun(call, ["/bin/sh", "-c", MAKE_HOME, "sh", home, skeleton ?? "/etc/skel", umask ?? "", owner ?? ""]);
}

/** Makes the home of a user that has none. @returns whether it was (in check mode: would be) made */
export async function ensureHome(args: UserArgs, user: UserEntry, call: ActionCall): Promise<boolean> {
  const home = args.home ?? user.home;
  if (!args.create_home || (await homeExists(call, home))) return false;
  if (!call.checkMode) await makeHome(args, { home, owner: `${user.uid}:${user.gid}` }, call);
  return true;
}

/** The name of the target, for a key's comment. */
export async function nodeName(call: ActionCall): Promise<string> {
  return (await runScript(call, "uname -n")).stdout.trim();
}
