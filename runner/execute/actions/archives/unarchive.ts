import { join } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { type Result, resultOf } from "../../result.ts";
import type { Target } from "../../connections/target.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { type Download, downloadToTarget, placeTemporary } from "../download.ts";
import { applyAttributes, fileOptions, pathFacts } from "../files/attributes.ts";
import { findSource, targetPath } from "../files/paths.ts";
import { sourceContent } from "../files/source-content.ts";
import type { Archive, ArchiveJob } from "./archive.ts";
import { tarArchive } from "./tar.ts";
import { zipArchive } from "./zip.ts";

const options = {
  src: { type: "path", required: true, description: "The archive; with remote_src on the target, or its address." },
  dest: { type: "path", required: true, description: "Folder of the target it is unpacked in." },
  remote_src: { type: "bool", default: false, description: "src is on the target, or an address." },
  copy: { type: "bool", description: "The opposite of remote_src, its older name." },
  creates: { type: "path", description: "Do nothing when this path exists." },
  list_files: { type: "bool", default: false, description: "Return what is in it." },
  exclude: { type: "list", elements: "str", default: [], description: "What not to unpack." },
  include: { type: "list", elements: "str", default: [], description: "What to unpack, nothing else." },
  keep_newer: { type: "bool", default: false, description: "Leave newer files alone." },
  extra_opts: { type: "list", elements: "str", default: [], description: "Further words for tar or unzip." },
  validate_certs: { type: "bool", default: true, description: "Check the certificate of an address." },
  decrypt: { type: "bool", default: true, description: "Decrypt a vault file." },
  ...fileOptions,
} as const satisfies Options;

type UnarchiveArgs = Args<typeof options>;

/** `unarchive`: unpacks an archive on the target. */
export const unarchive = defineAction({
  name: "unarchive",
  controllerPaths: ["src"],
  options,
  constraints: { mutuallyExclusive: [["remote_src", "copy"]] },
  async run(args, call) {
    const target = await call.target();
    const { creates } = args;
    if (creates !== undefined && (await target.files.stat(targetPath(call, target, creates), { follow: true }))) {
      return resultOf({ changed: false, skipped: true, msg: `skipped, since ${creates} exists` });
    }
    const dest = targetPath(call, target, args.dest);
    if ((await target.files.stat(dest, { follow: true }))?.kind !== "directory") {
      throw new HintedError("TASK_FAILED", `dest '${args.dest}' must be an existing dir`, {
        hint: "Make it first with the file module and state: directory",
      });
    }
    const source = await bring(args, target, call);
    try {
      return await unpack({ args, file: source.file, dest }, target, call);
    } finally {
      await source.remove();
    }
  },
});

/** The archive as a file of the target. */
async function bring(args: UnarchiveArgs, target: Target, call: ActionCall): Promise<Download> {
  const isRemote = args.copy === undefined ? args.remote_src : !args.copy;
  const { src } = args;
  if (src.includes("://")) {
    if (isRemote) return downloadToTarget(call, src, { validateCerts: args.validate_certs });
    throw new HintedError("OPTION_CONFLICT", "An address as 'src' needs 'remote_src: true'", {
      hint: "Add remote_src: true",
    });
  }
  if (isRemote) {
    const file = targetPath(call, target, src);
    if (await target.files.stat(file, { follow: true })) return { file, remove: async () => undefined };
    throw new HintedError("FILE_NOT_FOUND", `Source '${src}' does not exist`, { hint: "Correct 'src'" });
  }
  const path = findSource(call, "files", src);
  const content = sourceContent(call, path, args.decrypt);
  const isAsItIs = !args.decrypt || !Buffer.isBuffer(content);
  if (target.isLocal && !target.becomes && isAsItIs) return { file: path, remove: async () => undefined };
  return placeTemporary(call, content, src.split("/").at(-1) ?? "archive");
}

interface Place {
  readonly args: UnarchiveArgs;
  readonly file: string;
  readonly dest: string;
}

async function unpack({ args, file, dest }: Place, target: Target, call: ActionCall): Promise<Result> {
  const job: ArchiveJob = {
    file,
    dest,
    exclude: args.exclude,
    include: args.include,
    options: args.extra_opts,
    keepNewer: args.keep_newer,
    owner: args.owner,
    group: args.group,
    mode: args.mode,
  };
  const archive = await read(job, call);
  const base = { dest, src: file, handler: archive.handler };
  if (call.checkMode && !archive.canCheck) {
    return resultOf({ changed: false, skipped: true, msg: "check mode can not tell what tar would change" });
  }
  const isThere = await archive.isUnpacked();
  if (call.checkMode) return resultOf({ ...base, changed: !isThere, ...files(args, archive) });
  const done = isThere ? undefined : await archive.unpack();
  const attributes = await setAttributes(args, { dest, names: archive.names }, target);
  return resultOf({
    ...base,
    changed: !isThere || attributes,
    ...(done ? { extract_results: { rc: done.rc, out: done.stdout, err: done.stderr } } : {}),
    ...files(args, archive),
    ...pathFacts(await target.files.stat(dest, { follow: true })),
  });
}

function files({ list_files: wanted }: UnarchiveArgs, { names }: Archive): { readonly files?: readonly string[] } {
  return wanted ? { files: names } : {};
}

async function read(job: ArchiveJob, call: ActionCall): Promise<Archive> {
  const isZip = /\.(zip|jar|war|whl)$/i.test(job.file);
  const readers = isZip ? [zipArchive, tarArchive] : [tarArchive, zipArchive];
  for (const reader of readers) {
    const archive = await reader(job, call);
    if (archive) return archive;
  }
  throw new HintedError("TASK_FAILED", `Failed to find handler for ${job.file}: neither tar nor unzip can read it`, {
    hint: "Check that it is an archive, and that the target has tar with its compression, or unzip",
  });
}

async function setAttributes(
  args: UnarchiveArgs,
  { dest, names }: { readonly dest: string; readonly names: readonly string[] },
  target: Target,
): Promise<boolean> {
  if (args.owner === undefined && args.group === undefined && args.mode === undefined) return false;
  const tops = names.flatMap((name) => (name.includes("/") ? [name.split("/")[0] ?? name] : []));
  let changed = false;
  for (const name of new Set([...names, ...tops])) {
    const change = await applyAttributes(target, { path: join(dest, name), check: false }, args);
    changed ||= change.changed;
  }
  return changed;
}
