import { HintedError } from "../../../../core/errors.ts";
import type { CommandResult, Target } from "../../connections/target.ts";

/** Flags of the file system and SELinux context that a file is to have; undefined ones are left alone. */
export interface WantedFlags {
  /** As chattr takes them, with `+`, `-` or nothing for `=` before. */
  readonly attributes?: string | undefined;
  readonly seuser?: string | undefined;
  readonly serole?: string | undefined;
  readonly setype?: string | undefined;
  readonly selevel?: string | undefined;
}

/** What changes, as in diffs. */
interface FlagsChange {
  readonly changed: boolean;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly path: string;
  readonly check: boolean;
}

const UNCHANGED: FlagsChange = { changed: false, before: {}, after: {} };

/** Gives a path its flags. As with Ansible `+` and `-` are no question of what is there: what is not just so is set. @throws HintedError TASK_FAILED */
export async function changeFlags(target: Target, { path, check }: Place, wanted: string): Promise<FlagsChange> {
  const sign = /^[+-]/.exec(wanted)?.[0] ?? "=";
  const flags = wanted.replace(/^[+-]/, "");
  if (flags === "") return UNCHANGED;
  const listed = await run(target, ["lsattr", "-d", path]);
  const present = listed.rc === 0 ? (listed.stdout.toString("utf8").split(/\s+/)[0] ?? "").replaceAll("-", "") : "";
  if (present === flags && sign !== "-") return UNCHANGED;
  if (!check) await must(target, ["chattr", `${sign}${flags}`, path]);
  return { changed: true, before: { attributes: present }, after: { attributes: `${sign}${flags}` } };
}

const PARTS = ["seuser", "serole", "setype", "selevel"] as const;

/** Gives a path its SELinux context, on targets that have SELinux. `_default` is what is there. @throws HintedError TASK_FAILED */
export async function changeContext(target: Target, { path, check }: Place, wanted: WantedFlags): Promise<FlagsChange> {
  const given = PARTS.filter((part) => wanted[part] !== undefined && wanted[part] !== "_default");
  if (given.length === 0 || !(await target.files.stat("/sys/fs/selinux/enforce"))) return UNCHANGED;
  const before = (await must(target, ["stat", "-c", "%C", path])).stdout.toString("utf8").trim();
  const [user = "", role = "", type = "", ...level] = before.split(":");
  const present = { seuser: user, serole: role, setype: type, selevel: level.join(":") };
  const after = PARTS.map((part) => (given.includes(part) ? wanted[part] : present[part]))
    .filter((part) => part !== "")
    .join(":");
  if (after === before) return UNCHANGED;
  if (!check) await must(target, ["chcon", "-h", after, path]);
  return { changed: true, before: { secontext: before }, after: { secontext: after } };
}

const NEVER = new AbortController().signal;

/** Through a shell, so that a program that is not there is an exit code as well. */
function run(target: Target, argv: readonly string[]): Promise<CommandResult> {
  return target.exec({ argv: ["/bin/sh", "-c", '"$@"', "sh", ...argv] }, NEVER);
}

async function must(target: Target, argv: readonly string[]): Promise<CommandResult> {
  const done = await run(target, argv);
  if (done.rc === 0) return done;
  const said = `${done.stdout.toString("utf8")}${done.stderr.toString("utf8")}`.trim();
  throw new HintedError("TASK_FAILED", `${argv[0]} failed: ${said}`, {
    hint: "Check that the file system knows these attributes, and that you may set them",
    details: { rc: done.rc },
  });
}
