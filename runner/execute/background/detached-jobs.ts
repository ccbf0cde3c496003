import { randomInt } from "node:crypto";
import { HintedError } from "../../../core/errors.ts";
import { fromJson, isDict, toJson } from "../../../core/values.ts";
import type { Target } from "../connections/target.ts";
import type { Result } from "../result.ts";
import type { DetachedCommand } from "./detached-command.ts";
import { jobScript } from "./job-script.ts";

/** Where the status files of a host's jobs are: a path of the target, `~` being its user's home. */
interface JobFolder {
  readonly target: Target;
  readonly folder: string;
}

/** A job that was started: its id, and the file that tells what becomes of it. */
export interface StartedJob {
  readonly id: string;
  readonly file: string;
}

const FIND_FOLDER = `folder=$1; case $folder in "~") folder=$HOME;; "~/"*) folder=$HOME/\${folder#??};; esac`;

const START = `umask 077
${FIND_FOLDER}
mkdir -p "$folder" && cd "$folder" && folder=$(pwd) && cd - >/dev/null || exit 1
path=$folder/$2.$$ script=$(cat)
if command -v setsid >/dev/null 2>&1; then alone=setsid; else alone=nohup; fi
printf '%s\\n' "$script" | $alone /bin/sh -s "$path" "$3" >/dev/null 2>&1 &
tries=0
until [ -e "$path" ] || [ $tries -ge 100 ]; do sleep 0.05 2>/dev/null || sleep 1; tries=$((tries + 1)); done
[ -e "$path" ] && printf '%s' "$path"`;

const FINISHED = `umask 077
${FIND_FOLDER}
mkdir -p "$folder" && cd "$folder" && path=$(pwd)/$2.$$ && cat > "$path" && printf '%s' "$path"`;

const READ = `${FIND_FOLDER}
case $2 in /*) path=$2;; *) path=$folder/$2;; esac
[ -e "$path" ] || exit 3
printf '%s\\n' "$path"; cat "$path"`;

// A job that is being started must not be lost half-way by Ctrl-C.
const NEVER = new AbortController().signal;

/** Starts a command that outlives the run; it is ended after `limit` seconds. @throws HintedError TASK_FAILED */
export function startDetached(place: JobFolder, job: DetachedCommand, limit: number): Promise<StartedJob> {
  return note(place, { script: START, words: [String(Math.ceil(limit))], stdin: jobScript(job) });
}

/** Notes the result of a job that had nothing to do. @throws HintedError TASK_FAILED */
export function noteFinished(place: JobFolder, result: Result): Promise<StartedJob> {
  return note(place, { script: FINISHED, words: [], stdin: JSON.stringify(toJson(result)) });
}

interface Note {
  readonly script: string;
  readonly words: readonly string[];
  readonly stdin: string;
}

async function note({ target, folder }: JobFolder, { script, words, stdin }: Note): Promise<StartedJob> {
  const argv = ["/bin/sh", "-c", script, "sh", folder, `j${randomInt(10 ** 12)}`, ...words];
  const done = await target.exec({ argv, stdin }, NEVER);
  const file = done.stdout.toString("utf8");
  if (done.rc === 0 && file !== "") return { id: file.slice(file.lastIndexOf("/") + 1), file };
  const said = done.stderr.toString("utf8").trim();
  throw new HintedError("TASK_FAILED", `The job could not be started: ${said === "" ? `exit code ${done.rc}` : said}`, {
    hint: `Check that ${folder} can be written on the target, or set ansible_async_dir`,
  });
}

/** A job's status file as it stands. */
export interface JobStatus {
  readonly file: string;
  /** Undefined as long as the file holds no JSON object: it is being written. */
  readonly data: Result | undefined;
}

/** What is known of a job; undefined when there is no such job. */
export async function readJob({ target, folder }: JobFolder, id: string): Promise<JobStatus | undefined> {
  const done = await target.exec({ argv: ["/bin/sh", "-c", READ, "sh", folder, id] }, NEVER);
  if (done.rc !== 0) return undefined;
  const text = done.stdout.toString("utf8");
  const end = text.indexOf("\n");
  return { file: text.slice(0, end), data: parsed(text.slice(end + 1)) };
}

function parsed(json: string): Result | undefined {
  try {
    const value = fromJson(JSON.parse(json));
    return isDict(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
