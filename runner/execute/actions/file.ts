import { basename, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { fileOptions, pathFacts } from "./files/attributes.ts";
import { ensureDirectory } from "./files/ensure-directory.ts";
import { ensureFile, touch } from "./files/ensure-file.ts";
import { ensureLink } from "./files/ensure-link.ts";
import { type FileJob, type FileOutcome, joinDiff, stateOf } from "./files/file-job.ts";
import { targetPath } from "./files/paths.ts";
import { removePath } from "./files/remove.ts";
import { runTool } from "./tool.ts";

const STATES = ["absent", "directory", "file", "hard", "link", "touch"] as const;

/** `file`: makes, changes and removes files, folders and links. */
export const file = defineAction({
  name: "file",
  options: {
    path: { type: "path", required: true, aliases: ["dest", "name"], description: "The path." },
    state: { type: "str", choices: STATES, description: "What it is to be." },
    src: { type: "path", description: "What a link points to." },
    recurse: { type: "bool", default: false, description: "Give everything in a folder its attributes too." },
    force: { type: "bool", default: false, description: "Make links to nothing and in place of files." },
    follow: { type: "bool", default: true, description: "Change what a link points to." },
    modification_time: { type: "str", description: "`preserve`, `now`, or a time." },
    modification_time_format: { type: "str", default: "%Y%m%d%H%M.%S", description: "How that time is written." },
    access_time: { type: "str", description: "`preserve`, `now`, or a time." },
    access_time_format: { type: "str", default: "%Y%m%d%H%M.%S", description: "How that time is written." },
    _diff_peek: { type: "bool", description: "Only tell whether the file looks binary; Ansible's own plugins ask so." },
    ...fileOptions,
  },
  async run(args, call) {
    const target = await call.target();
    if (args._diff_peek !== undefined) return peek(call, target, targetPath(call, target, args.path));
    const given = targetPath(call, target, args.path).replace(/(.)\/+$/, "$1");
    const path = await insideFolder(target, given, args);
    const before = await stateOf(target, path);
    const job: FileJob = { target, path, before, check: call.checkMode, args };
    const lost =
      call.diff && args.state === "absent" && before === "directory" ? await entriesBelow(call, path) : undefined;
    const outcome = await ensure(
      args.state ?? (before === "absent" ? (args.recurse ? "directory" : "file") : before),
      job,
    );
    const named = outcome.named ?? "path";
    const facts =
      outcome.state === undefined ? pathFacts(await target.files.stat(outcome.path)) : { state: outcome.state };
    const shown = call.checkMode && facts["state"] === "absent" && outcome.state === undefined ? {} : facts;
    return resultOf({
      [named]: outcome.path,
      changed: outcome.changed,
      ...(outcome.diff && call.diff
        ? { diff: lost ? joinDiff(outcome.diff, { before: lost, after: {} }) : outcome.diff }
        : {}),
      ...outcome.extra,
      ...shown,
    });
  },
});

/** A file that can not be read counts as text. */
async function peek(call: ActionCall, target: Target, path: string): Promise<Result> {
  const { stdout } = await target.exec({ argv: ["head", "-c", "8192", path] }, call.signal);
  return resultOf({ path, changed: false, appears_binary: stdout.includes(0) });
}

type Args = FileJob["args"];

/** What goes with a folder that is removed, for the diff. */
async function entriesBelow(call: ActionCall, path: string): Promise<Readonly<Record<string, unknown>>> {
  const list = async (kind: string): Promise<readonly string[]> => {
    const { stdout } = await runTool(call, ["find", path, "!", "-path", path, ...kind.split(" "), "-print"]);
    return stdout.split("\n").filter((line) => line !== "");
  };
  return { path_content: { directories: await list("-type d"), files: await list("! -type d") } };
}

/** A `src` given for a folder means the file of that name inside it. */
async function insideFolder(target: Target, path: string, args: Args): Promise<string> {
  if (args.src === undefined || args.state === "link" || args.state === "absent") return path;
  const info = await target.files.stat(path, { follow: true });
  return info?.kind === "directory" ? join(path, basename(args.src)) : path;
}

function ensure(state: (typeof STATES)[number], job: FileJob): Promise<FileOutcome> {
  const { args, path } = job;
  if (args.recurse && state !== "directory") throw conflict("'recurse' goes with state 'directory' only", path);
  if (args.src !== undefined && state !== "link" && state !== "hard") {
    throw conflict("'src' goes with state 'link' or 'hard' only", path);
  }
  switch (state) {
    case "absent":
      return removePath(job);
    case "directory":
      return ensureDirectory(job);
    case "file":
      return ensureFile(job);
    case "touch":
      return touch(job);
    case "link":
      return ensureLink(job, "symbolic");
    case "hard":
      return ensureLink(job, "hard");
  }
}

function conflict(message: string, path: string): HintedError {
  return new HintedError("OPTION_CONFLICT", message, { hint: "Correct 'state'", details: { path } });
}
