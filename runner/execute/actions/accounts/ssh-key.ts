import { dirname, isAbsolute, join } from "node:path";
import type { ActionCall } from "../action.ts";
import { mustRun, runTool } from "../tool.ts";
import type { UserEntry } from "./account-database.ts";
import { homeExists, nodeName } from "./home.ts";
import type { UserArgs } from "./user-options.ts";

interface SshKey {
  readonly changed: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Makes a key for a user that has none; with `force` anew. @throws HintedError TASK_FAILED */
export async function ensureSshKey(args: UserArgs, user: UserEntry, call: ActionCall): Promise<SshKey> {
  const name = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
  const file = isAbsolute(name) ? name : join(user.home, name);
  const exists = (await homeExists(call, file)) || (await homeExists(call, `${file}.pub`));
  const changed = !exists || args.force;
  if (changed && !call.checkMode) await makeKey(args, user, { file, call });
  const print = await runTool(call, ["ssh-keygen", "-l", "-f", file]);
  const target = await call.target();
  const shown = await target.files.stat(`${file}.pub`, { follow: true });
  return {
    changed,
    facts: {
      ssh_fingerprint: (print.rc === 0 ? print.stdout : print.stderr).trim(),
      ssh_key_file: file,
      ssh_public_key: shown ? (await target.files.read(`${file}.pub`)).toString("utf8").trim() : null,
    },
  };
}

async function makeKey(
  args: UserArgs,
  user: UserEntry,
  { file, call }: { readonly file: string; readonly call: ActionCall },
): Promise<void> {
  const target = await call.target();
  const owner = `${user.uid}:${user.gid}`;
  const folder = dirname(file);
  if (!(await homeExists(call, folder))) {
    await mustRun(call, ["mkdir", "-m", "700", folder]);
    await mustRun(call, ["chown", owner, folder]);
  }
  for (const path of [file, `${file}.pub`]) await target.files.remove(path);
  const comment = args.ssh_key_comment ?? `ansible-generated on ${await nodeName(call)}`;
  const bits = args.ssh_key_bits > 0 ? ["-b", String(args.ssh_key_bits)] : [];
  await mustRun(call, ["ssh-keygen", "-q", "-N", "", "-t", args.ssh_key_type, ...bits, "-C", comment, "-f", file]);
  await mustRun(call, ["chown", owner, file, `${file}.pub`]);
}
