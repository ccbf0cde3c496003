import { basename, dirname } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import type { Args, Options } from "../../../../core/spec/options.ts";
import type { Target } from "../../connections/target.ts";
import { type Result, resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { applyAttributes, fileOptions, pathFacts } from "../files/attributes.ts";
import { targetPath } from "../files/paths.ts";
import { commonFolder, type Format, hasWildcard, matchesAny } from "./archive-names.ts";
import { expandWildcards, filesBelow, packed, type Packing } from "./pack.ts";

const options = {
  path: {
    type: "list",
    elements: "path",
    required: true,
    description: "Files and folders of the target, or patterns.",
  },
  format: { type: "str", choices: ["bz2", "gz", "tar", "xz", "zip"], default: "gz", description: "Compression." },
  dest: { type: "path", description: "The archive; for one file that is only compressed, beside it." },
  exclude_path: { type: "list", elements: "path", default: [], description: "Paths or patterns to leave out of path." },
  exclusion_patterns: { type: "list", elements: "path", description: "Patterns of names to leave out anywhere." },
  force_archive: { type: "bool", default: false, description: "Make an archive even of one file." },
  remove: { type: "bool", default: false, description: "Remove what has been packed." },
  ...fileOptions,
} as const satisfies Options;

type ArchiveArgs = Args<typeof options>;

/** `archive` of community.general: packs files of the target. */
export const archive = defineAction({
  name: "archive",
  collection: "community.general",
  options,
  async run(args, call) {
    const target = await call.target();
    const job = await plan(args, target, call);
    const there = await target.files.stat(job.dest, { follow: true });
    const outcome = job.found.length === 0 ? idle(job.dest, there !== undefined) : await pack(job, args, call);
    if (args.remove && !call.checkMode && job.found.length > 0) await removeSources(job, target);
    const own = await applyAttributes(target, { path: job.dest, check: call.checkMode }, args);
    const info = await target.files.stat(job.dest, { follow: true });
    return report(job, { ...outcome, changed: outcome.changed || own.changed, facts: info ? pathFacts(info) : {} });
  },
});

interface Job {
  readonly dest: string;
  readonly root: string;
  readonly expanded: readonly string[];
  readonly excluded: readonly string[];
  /** The sources that are there, and those that are not. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
  readonly isArchive: boolean;
}

/** What is to be packed into what. @throws HintedError OPTION_* */
async function plan(args: ArchiveArgs, target: Target, call: ActionCall): Promise<Job> {
  const absolute = (path: unknown): string => targetPath(call, target, String(path)).replace(/(.)\/+$/, "$1");
  const given = args.path.map(absolute);
  const expanded = await expandWildcards(given, call);
  const excluded = await expandWildcards(args.exclude_path.map(absolute), call);
  const paths = [...new Set(expanded)].filter((path) => !excluded.includes(path)).toSorted();
  const [first] = paths;
  if (first === undefined) throw noSources(given);
  const infos = await Promise.all(paths.map((path) => target.files.stat(path)));
  const isFolder = (await target.files.stat(first, { follow: true }))?.kind === "directory";
  const isArchive = args.force_archive || isFolder || paths.length > 1 || given.some(hasWildcard);
  const dest = args.dest === undefined ? undefined : targetPath(call, target, args.dest);
  if (isArchive && dest === undefined) throw noDest();
  const job: Job = {
    dest: dest ?? `${first}.${args.format}`,
    root: commonFolder(paths),
    expanded,
    excluded,
    found: paths.filter((_path, at) => infos[at] !== undefined),
    missing: paths.filter((_path, at) => infos[at] === undefined),
    isArchive,
  };
  if (args.remove) refuseSelfRemoval(job);
  return job;
}

interface Outcome {
  readonly changed: boolean;
  readonly state: "absent" | "archive" | "compress" | "incomplete";
  readonly archived: readonly string[];
}

function idle(dest: string, exists: boolean): Outcome {
  const isArchive = /\.(?:tar|tar\.(?:gz|bz2|xz)|tgz|tbz2|zip)$/i.test(basename(dest));
  return { changed: false, state: exists ? (isArchive ? "archive" : "compress") : "absent", archived: [] };
}

async function pack(job: Job, args: ArchiveArgs, call: ActionCall): Promise<Outcome> {
  const target = await call.target();
  if (call.checkMode) {
    const exists = (await target.files.stat(job.dest, { follow: true })) !== undefined;
    return { changed: job.isArchive || !exists, state: "absent", archived: [] };
  }
  const hasMembers = job.isArchive || args.format === "tar" || args.format === "zip";
  const files = hasMembers ? await members(job, args, call) : job.found;
  const packing: Packing = { format: args.format, dest: job.dest, root: job.root, files, hasMembers };
  const changed = await packed(packing, call);
  const state = hasMembers ? (job.isArchive && job.missing.length > 0 ? "incomplete" : "archive") : "compress";
  return { changed, state, archived: files };
}

/** The files of an archive by full path. Patterns see names in a tar archive as they are in it, those for a zip archive whole. */
async function members(job: Job, args: ArchiveArgs, call: ActionCall): Promise<readonly string[]> {
  const format: Format = args.format;
  const patterns = (args.exclusion_patterns ?? []).map(String);
  const nameOf = (path: string): string => (format === "zip" ? path : path.slice(job.root.length));
  const all = await filesBelow(job.found, call);
  return all.filter((path) => path !== job.dest && !matchesAny(nameOf(path), patterns));
}

async function removeSources({ found }: Job, target: Target): Promise<void> {
  for (const path of found) await target.files.remove(path);
}

function report(
  job: Job,
  { facts, ...outcome }: Outcome & { readonly facts: Readonly<Record<string, unknown>> },
): Result {
  return resultOf({
    ...facts,
    changed: outcome.changed,
    archived: outcome.archived,
    dest: job.dest,
    dest_state: outcome.state,
    arcroot: job.root,
    missing: job.missing,
    expanded_paths: job.expanded,
    expanded_exclude_paths: job.excluded,
  });
}

function refuseSelfRemoval({ dest, found }: Job): void {
  if (!found.some((path) => `${dirname(dest)}/`.startsWith(`${path}/`))) return;
  throw new HintedError("OPTION_CONFLICT", "The archive would be in a folder that is removed", {
    hint: "Name a 'dest' outside of 'path', or leave out 'remove'",
  });
}

function noSources(paths: readonly string[]): HintedError {
  return new HintedError("TASK_FAILED", "Error, no source paths were found", {
    hint: "Check 'path' and 'exclude_path'",
    details: { path: paths.join(", ") },
  });
}

function noDest(): HintedError {
  return new HintedError("OPTION_MISSING", 'Error, must specify "dest" when archiving multiple files or trees', {
    hint: "Add 'dest'",
  });
}
