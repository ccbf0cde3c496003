import { basename, isAbsolute, join } from "node:path";
import type { Args, Options } from "../../../../core/spec/options.ts";
import { HintedError } from "../../../../core/errors.ts";
import { type Result, resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runTool, toolFailure } from "../tool.ts";
import {
  type CronLines,
  namesIn,
  readCrontab,
  renderCrontab,
  withJob,
  withoutJob,
  withoutVariable,
  withVariable,
} from "./crontab.ts";
import { bytesOf, textOf } from "../files/file-text.ts";

const SPECIAL = ["reboot", "yearly", "annually", "monthly", "weekly", "daily", "hourly"] as const;

const options = {
  name: { type: "str", required: true, description: "The job, or with env the variable." },
  job: { type: "str", aliases: ["value"], description: "The command, or with env the value." },
  state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is there." },
  user: { type: "str", description: "Whose crontab; with cron_file whom the job runs as." },
  cron_file: { type: "path", description: "A file of /etc/cron.d in place of a user's crontab." },
  minute: { type: "str", default: "*", description: "Minutes." },
  hour: { type: "str", default: "*", description: "Hours." },
  day: { type: "str", default: "*", aliases: ["dom"], description: "Days of the month." },
  month: { type: "str", default: "*", description: "Months." },
  weekday: { type: "str", default: "*", aliases: ["dow"], description: "Days of the week." },
  special_time: { type: "str", choices: SPECIAL, description: "A nickname in place of these." },
  disabled: { type: "bool", default: false, description: "Comment the job out." },
  env: { type: "bool", default: false, description: "It is a variable." },
  insertafter: { type: "str", description: "Variable that a new one goes after." },
  insertbefore: { type: "str", description: "Variable that a new one goes before." },
  backup: { type: "bool", default: false, description: "Keep a copy of the old crontab." },
} as const satisfies Options;

type CronArgs = Args<typeof options>;

/** `cron`: a job or variable of a crontab. */
export const cron = defineAction({
  name: "cron",
  options,
  constraints: { mutuallyExclusive: [["insertafter", "insertbefore"]] },
  async run(args, call) {
    checkArgs(args);
    const file = args.cron_file === undefined ? undefined : filePath(args.cron_file);
    const before = await read(args, file, call);
    const lines = change(args, before.lines);
    if (file !== undefined && args.state === "absent" && !args.env && lines !== before.lines && isEmpty(lines)) {
      return removeFile(args, { file, before: before.text }, call);
    }
    const ends = before.text === "" || /[\r\n]$/.test(before.text);
    const changed = lines !== before.lines || !ends;
    const text = renderCrontab(lines);
    const backup = changed && args.backup && !call.checkMode ? await backUp(before.text, call) : undefined;
    if (changed && !call.checkMode) await write(args, { file, text }, call);
    const name = file ?? (args.user === undefined ? "crontab" : `crontab for user "${args.user}"`);
    return resultOf({
      ...namesIn(lines),
      changed,
      ...(changed && call.diff
        ? { diff: { before: before.text, after: text, before_header: name, after_header: name } }
        : {}),
      ...(backup === undefined ? {} : { backup_file: backup }),
      ...(args.cron_file === undefined ? {} : { cron_file: args.cron_file }),
      ...warnings(args),
    });
  },
});

function filePath(given: string): string {
  return isAbsolute(given) ? given : join("/etc/cron.d", given);
}

function checkArgs(args: CronArgs): void {
  const { special_time: special, minute, hour, day, month, weekday, state, job } = args;
  if (args.cron_file === "/etc/crontab") throw bad("/etc/crontab is not managed", "Use a file of /etc/cron.d");
  if (special !== undefined && [minute, hour, day, month, weekday].some((field) => field !== "*")) {
    throw bad("'special_time' excludes the fields of a time", "Keep one of them");
  }
  if (args.env && args.name.includes(" ")) throw bad("Invalid name for environment variable", "Correct 'name'");
  if (state === "absent") return;
  if (args.cron_file !== undefined && args.user === undefined) throw bad("'cron_file' needs 'user'", "Add 'user'");
  if (job === undefined) throw bad("No job given", "Add 'job'");
  if ((args.insertafter ?? args.insertbefore) !== undefined && !args.env) {
    throw bad("'insertafter' and 'insertbefore' are for variables", "Add 'env: true', or remove them");
  }
}

function bad(message: string, hint: string): HintedError {
  return new HintedError("OPTION_INVALID", message, { hint });
}

function change(args: CronArgs, lines: CronLines): CronLines {
  const { name, state } = args;
  if (!args.env) return state === "absent" ? withoutJob(lines, name) : withJob(lines, name, jobLine(args));
  if (state === "absent") return withoutVariable(lines, name);
  const line = `${name}="${args.job ?? ""}"`;
  const changed = withVariable(lines, name, { line, after: args.insertafter, before: args.insertbefore });
  if (changed) return changed;
  throw bad(`Variable '${args.insertafter ?? args.insertbefore}' not found`, "Correct its name, or leave it out");
}

function jobLine(args: CronArgs): string {
  const { minute, hour, day, month, weekday, special_time: special } = args;
  const time = special === undefined ? [minute, hour, day, month, weekday].join(" ") : `@${special}`;
  const user = args.cron_file === undefined ? "" : ` ${args.user}`;
  const command = (args.job ?? "").replace(/^[\r\n]+|[\r\n]+$/g, "");
  return `${args.disabled ? "#" : ""}${time}${user} ${command}`;
}

function isEmpty(lines: CronLines): boolean {
  return lines.every((line) => line.trim() === "");
}

async function read(
  args: CronArgs,
  file: string | undefined,
  call: ActionCall,
): Promise<{ readonly text: string; readonly lines: CronLines }> {
  const target = await call.target();
  if (file !== undefined) {
    const exists = await target.files.stat(file, { follow: true });
    return readCrontab(exists ? textOf(await target.files.read(file)) : "", false);
  }
  const argv = ["crontab", ...(await whose(args, call)), "-l"];
  const done = await runTool(call, argv);
  // 1 also means that there are no jobs yet.
  if (done.rc !== 0 && done.rc !== 1) throw toolFailure(argv, done);
  return readCrontab(done.stdout, true);
}

async function whose({ user }: CronArgs, call: ActionCall): Promise<readonly string[]> {
  if (user === undefined) return [];
  const { stdout } = await runTool(call, ["id", "-un"]);
  return stdout.trim() === user ? [] : ["-u", user];
}

async function write(
  args: CronArgs,
  { file, text }: { readonly file: string | undefined; readonly text: string },
  call: ActionCall,
): Promise<void> {
  const target = await call.target();
  if (file === undefined) {
    await mustRun(call, ["crontab", ...(await whose(args, call)), "-"], { stdin: text });
    return;
  }
  const isNew = !(await target.files.stat(file, { follow: true }));
  await target.files.write(file, bytesOf(text));
  if (isNew) await target.files.chmod(file, 0o644);
}

async function removeFile(
  args: CronArgs,
  { file, before }: { readonly file: string; readonly before: string },
  call: ActionCall,
): Promise<Result> {
  const target = await call.target();
  if (!call.checkMode) await target.files.remove(file);
  const diff = { before, after: "", before_header: file, after_header: "/dev/null" };
  return resultOf({ changed: true, cron_file: args.cron_file, state: "absent", ...(call.diff ? { diff } : {}) });
}

async function backUp(text: string, call: ActionCall): Promise<string> {
  const script = 'umask 077; f=$(mktemp "${TMPDIR:-/tmp}/crontabXXXXXX") && cat > "$f" && printf %s "$f"';
  return (await mustRun(call, ["/bin/sh", "-c", script], { stdin: text })).stdout;
}

function warnings(args: CronArgs): { readonly warnings?: readonly string[] } {
  const found: string[] = [];
  if (args.cron_file !== undefined && !/^[A-Z0-9_-]+$/i.test(basename(args.cron_file))) {
    found.push(
      `cron ignores files with other than letters, digits, underscores and hyphens in their name: ${args.cron_file}`,
    );
  }
  if (!args.env && args.state === "present" && /[\r\n]/.test((args.job ?? "").trim())) {
    found.push("The job of cron has line breaks, which end it");
  }
  return found.length > 0 ? { warnings: found } : {};
}
