import { dirname, join } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { type Result, resultOf } from "../../result.ts";
import type { Target } from "../../connections/target.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { fetchOnTarget } from "../download.ts";
import { realPath } from "../files/real-path.ts";
import { mustRun } from "../tool.ts";
import { readUser, type UserEntry } from "./account-database.ts";
import { type AuthorizedKey, parseFile, parseKey, renderFile, splitOptions, withKey } from "./authorized-keys.ts";
import { bytesOf, textOf } from "../files/file-text.ts";

interface KeyArgs {
  readonly user: string;
  readonly key: string;
  readonly path?: string;
  readonly state: "absent" | "present";
  readonly key_options?: string;
  readonly comment?: string;
  readonly exclusive: boolean;
  readonly manage_dir: boolean;
  readonly follow: boolean;
  readonly validate_certs: boolean;
}

/** `authorized_key` of ansible.posix: who may log in as a user of the target. */
export const authorizedKey = defineAction({
  name: "authorized_key",
  collection: "ansible.posix",
  options: {
    user: { type: "str", required: true, description: "The user." },
    key: { type: "str", required: true, description: "Public keys, one a line, or the address of a list of them." },
    state: {
      type: "str",
      choices: ["absent", "present"],
      default: "present",
      description: "Whether they are allowed.",
    },
    path: { type: "path", description: "The file; default .ssh/authorized_keys of the user's home." },
    key_options: { type: "str", description: "Options in front of the key." },
    comment: { type: "str", description: "Its comment." },
    exclusive: { type: "bool", default: false, description: "Remove all other keys." },
    manage_dir: { type: "bool", default: true, description: "Make the folder and set its permissions." },
    follow: { type: "bool", default: false, description: "Write to what a link points to." },
    validate_certs: { type: "bool", default: true, description: "Check the certificate of an address." },
  },
  async run(args, call) {
    const target = await call.target();
    const user = await readUser(call, args.user);
    if (!user && !(call.checkMode && args.path !== undefined)) throw noUser(args.user);
    const given = args.path ?? join(user?.home ?? "", ".ssh", "authorized_keys");
    const file = args.follow ? await realPath(target, given) : given;
    const text = (await target.files.stat(file, { follow: true })) ? textOf(await target.files.read(file)) : "";
    const before = parseFile(text);
    const after = change(before, await wantedKeys(args, call), args);
    const changed = after.length !== before.length || after.some((key, index) => key !== before[index]);
    const content = renderFile(after);
    if (changed && !call.checkMode && user) await write({ args, user, file, content }, target, call);
    return report(args, { file, changed, text, content }, call);
  },
});

async function wantedKeys(args: KeyArgs, call: ActionCall): Promise<readonly AuthorizedKey[]> {
  const text = /^https?:\/\//.test(args.key)
    ? (await fetchOnTarget(call, args.key, { validateCerts: args.validate_certs })).toString("utf8")
    : args.key;
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const key = parseKey(line);
    if (!key) {
      throw new HintedError("OPTION_INVALID", "'key' holds a line that is not a public key", {
        hint: "Give lines such as 'ssh-ed25519 AAAA... name', as in a .pub file",
      });
    }
    return {
      ...key,
      ...(args.key_options === undefined ? {} : { options: splitOptions(args.key_options) }),
      ...(args.comment === undefined ? {} : { comment: args.comment }),
    };
  });
}

function change(
  before: readonly AuthorizedKey[],
  wanted: readonly AuthorizedKey[],
  { state, exclusive }: KeyArgs,
): readonly AuthorizedKey[] {
  const names = new Set(wanted.map(({ key }) => key));
  if (state === "absent") return before.filter(({ key, type }) => type === "" || !names.has(key));
  const all = wanted.reduce(withKey, before);
  return exclusive ? all.filter(({ key, type }) => type !== "" && names.has(key)) : all;
}

interface Written {
  readonly args: KeyArgs;
  readonly user: UserEntry;
  readonly file: string;
  readonly content: string;
}

async function write({ args, user, file, content }: Written, target: Target, call: ActionCall): Promise<void> {
  const folder = dirname(file);
  if (args.manage_dir) {
    if (!(await target.files.stat(folder, { follow: true }))) await target.files.makeDirectory(folder);
    await target.files.chown(folder, user.uid, user.gid);
    await target.files.chmod(folder, 0o700);
  } else await mustRun(call, ["mkdir", "-p", folder]);
  await target.files.write(file, bytesOf(content));
  await target.files.chown(file, user.uid, user.gid);
  await target.files.chmod(file, 0o600);
}

interface Outcome {
  readonly file: string;
  readonly changed: boolean;
  readonly text: string;
  readonly content: string;
}

function report(args: KeyArgs, { file, changed, text, content }: Outcome, call: ActionCall): Result {
  const { user, key, state, exclusive } = args;
  const diff = { before: text, after: content, before_header: file, after_header: file };
  return resultOf({
    changed,
    user,
    key,
    state,
    exclusive,
    keyfile: file,
    path: args.path ?? null,
    key_options: args.key_options ?? null,
    ...(changed && call.diff ? { diff } : {}),
  });
}

function noUser(name: string): HintedError {
  return new HintedError("TASK_FAILED", `Failed to lookup user ${name}`, {
    hint: "Make the user first, or give 'path' when only checking",
  });
}
