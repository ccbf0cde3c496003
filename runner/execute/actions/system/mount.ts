import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { backUp } from "../files/backup.ts";
import { makeFolders } from "../files/make-folders.ts";
import { mustRun, runScript, runTool, toolFailure } from "../tool.ts";
import { withMount, withoutMount } from "./fstab.ts";
import { bytesOf, textOf } from "../files/file-text.ts";

const STATES = ["absent", "absent_from_fstab", "mounted", "present", "remounted", "unmounted"] as const;

const options = {
  path: { type: "path", required: true, aliases: ["name"], description: "Where." },
  state: { type: "str", required: true, choices: STATES, description: "What the mount is to be, now and in fstab." },
  src: { type: "path", description: "What is mounted." },
  fstype: { type: "str", description: "Its file system." },
  opts: { type: "str", default: "defaults", description: "Its options." },
  dump: { type: "str", default: "0", description: "fstab's fifth field." },
  passno: { type: "str", default: "0", description: "fstab's sixth field." },
  boot: { type: "bool", default: true, description: "Mount it at each start; no adds noauto." },
  fstab: { type: "str", default: "/etc/fstab", description: "The file." },
  backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
} as const satisfies Options;

type MountArgs = Args<typeof options>;

/** `mount` of ansible.posix: a mount of the target and its line in fstab. */
export const mount = defineAction({
  name: "mount",
  collection: "ansible.posix",
  options,
  constraints: {
    requiredIf: [
      ["state", "mounted", ["src", "fstype"]],
      ["state", "present", ["src", "fstype"]],
    ],
  },
  async run(given, call) {
    const args = withBoot(given);
    const fstab = await changeFstab(args, call);
    const live = await changeMount(args, fstab.changed, call);
    const { path, src, fstype, opts, dump, passno, boot } = args;
    const backup = fstab.backup === undefined ? {} : { backup_file: fstab.backup };
    return resultOf({
      changed: fstab.changed || live,
      name: path,
      src: src ?? null,
      fstype: fstype ?? null,
      opts,
      dump,
      passno,
      boot: boot ? "yes" : "no",
      fstab: args.fstab,
      ...backup,
    });
  },
});

function withBoot(args: MountArgs): MountArgs {
  if (args.boot || args.opts.split(",").includes("noauto")) return args;
  return { ...args, opts: args.opts === "defaults" ? "noauto" : `${args.opts},noauto` };
}

async function changeFstab(
  args: MountArgs,
  call: ActionCall,
): Promise<{ readonly changed: boolean; readonly backup?: string }> {
  const target = await call.target();
  const there = await target.files.stat(args.fstab, { follow: true });
  const before = there ? textOf(await target.files.read(args.fstab)) : "";
  const after = fstabAfter(args, before);
  if (after === before) return { changed: false };
  if (call.checkMode) return { changed: true };
  const backup = args.backup && there ? await backUp(target, args.fstab, call.signal) : undefined;
  await target.files.write(args.fstab, bytesOf(after));
  return { changed: true, ...(backup === undefined ? {} : { backup }) };
}

function fstabAfter(args: MountArgs, before: string): string {
  const { state, path, src, fstype, opts, dump, passno } = args;
  if (state === "absent" || state === "absent_from_fstab") return withoutMount(before, { path, src });
  if (state !== "mounted" && state !== "present") return before;
  return withMount(before, { src: src ?? "", path, fstype: fstype ?? "", opts, dump, passno });
}

/** Brings what is mounted in line. @returns whether that was (in check mode: would be) a change */
async function changeMount(args: MountArgs, fstabChanged: boolean, call: ActionCall): Promise<boolean> {
  const { state, path } = args;
  if (state === "present" || state === "absent_from_fstab") return false;
  const source = await mountedAt(path, call);
  if (state === "absent" || state === "unmounted") return unmount(args, source !== undefined, call);
  if (state === "remounted") {
    if (!call.checkMode) await remount(args, call);
    return true;
  }
  if (source !== undefined && !fstabChanged && isSource(source, args.src)) return false;
  if (call.checkMode) return true;
  const target = await call.target();
  await makeFolders({ target, path, attributes: {} }, call);
  if (source === undefined) await mustRun(call, mountCommand(args));
  else await remount(args, call);
  return true;
}

async function unmount({ state, path }: MountArgs, isMounted: boolean, call: ActionCall): Promise<boolean> {
  const target = await call.target();
  const folder = state === "absent" && (await target.files.stat(path)) !== undefined;
  if (call.checkMode) return isMounted || folder;
  if (isMounted) await mustRun(call, ["umount", path]);
  // Only an empty folder goes: what was below the mount is nobody's to remove.
  const removed = folder && (await runTool(call, ["rmdir", path])).rc === 0;
  return isMounted || removed;
}

async function remount(args: MountArgs, call: ActionCall): Promise<void> {
  const given = args.state === "remounted" && args.opts !== "defaults";
  const argv = ["mount", "-o", given ? `remount,${args.opts}` : "remount", ...fstabWords(args), args.path];
  const done = await runTool(call, argv);
  if (done.rc === 0) return;
  // Unmounting to set options would leave the old ones in force if mounting failed.
  if (given) throw toolFailure(argv, done);
  await mustRun(call, ["umount", args.path]);
  await mustRun(call, mountCommand(args));
}

function mountCommand(args: MountArgs): readonly string[] {
  return ["mount", ...fstabWords(args), args.path];
}

function fstabWords({ fstab }: MountArgs): readonly string[] {
  return fstab === "/etc/fstab" ? [] : ["-T", fstab];
}

/** What is mounted at a path: its source as /proc tells it, the last mount on top. */
async function mountedAt(path: string, call: ActionCall): Promise<string | undefined> {
  const { rc, stdout } = await runScript(call, "cat /proc/self/mountinfo");
  if (rc !== 0) throw new HintedError("TASK_FAILED", "The target has no /proc", { hint: "mount works on Linux" });
  const mounts = stdout.split("\n").flatMap((line) => {
    const [, , , root = "", where = "", ...rest] = line.split(" ");
    const source = rest[rest.indexOf("-") + 2];
    return source === undefined ? [] : [{ where: where.replaceAll("\\040", " "), source, root }];
  });
  const found = mounts.findLast(({ where }) => where === path);
  return found && (found.root === "/" ? found.source : `${found.source}[${found.root}]`);
}

/** UUID= and LABEL= stand for devices, and a bind mount shows its device: these can not be compared by name. */
function isSource(found: string, wanted: string | undefined): boolean {
  return wanted === undefined || /^\w+=/.test(wanted) || found.includes("[") || found === wanted;
}
