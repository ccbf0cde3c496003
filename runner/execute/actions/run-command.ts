import { resolve } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { Args, Options } from "../../../core/spec/options.ts";
import type { DetachedCommand, TextCommand } from "../background/detached-command.ts";
import type { Command, CommandResult, Target } from "../connections/target.ts";
import { shellQuote } from "../connections/shell-quote.ts";
import { type Result, resultOf } from "../result.ts";
import type { ActionCall } from "./action.ts";
import { pythonDateTime, pythonDuration } from "./date-time.ts";
import { linesOf } from "./lines.ts";

/** Options of shell, and of command but for its own. */
export const shellOptions = {
  _raw_params: { type: "str", description: "The command as free-form text." },
  cmd: { type: "str", description: "The command." },
  chdir: { type: "path", description: "Folder to run it in." },
  creates: { type: "path", description: "Do not run it when this path exists; may be a pattern." },
  removes: { type: "path", description: "Run it only when this path exists; may be a pattern." },
  executable: { type: "path", description: "Shell to use." },
  stdin: { type: "str", description: "Its input." },
  stdin_add_newline: { type: "bool", default: true, description: "End its input with a newline." },
  strip_empty_ends: { type: "bool", default: true, description: "Cut newlines off the ends of its output." },
  warn: {
    type: "bool",
    default: false,
    only: "Leave it out: there are no such warnings any more",
    description: "An older option to do without warnings, which there are none of.",
  },
} as const satisfies Options;

/** Options of command. */
export const commandOptions = {
  ...shellOptions,
  argv: { type: "list", elements: "str", description: "The command as a list of words." },
  expand_argument_vars: { type: "bool", default: true, description: "Expand $NAME in its words." },
} as const satisfies Options;

interface Given {
  readonly args: Args<typeof shellOptions>;
  /** As reported: words or text. */
  readonly cmd: string | readonly string[];
}

/** Runs a command unless `creates` or `removes` says that it is not needed; in check mode it is not run. */
export async function runCommand(command: Command, { args, cmd }: Given, call: ActionCall): Promise<Result> {
  const target = await call.target();
  const base = baseOf(cmd);
  const known = await resultWithoutRunning(target, { args, cmd }, call);
  if (known) return known;
  const start = new Date();
  const started = performance.now();
  const done: Done = await target.exec(wholeCommand(command, args, call), call.signal).catch(async (error: unknown) => {
    if (args.chdir !== undefined) await checkFolder(target, resolve(call.run.play.playDir, args.chdir));
    return notStarted(error);
  });
  if (done.reason !== undefined) return notRun(cmd, done);
  const strip = (output: Buffer): string => {
    const text = output.toString("utf8");
    return args.strip_empty_ends ? text.replace(/[\r\n]+$/, "") : text;
  };
  return withLines({
    ...base,
    changed: true,
    rc: done.rc,
    stdout: strip(done.stdout),
    stderr: strip(done.stderr),
    start: pythonDateTime(start),
    end: pythonDateTime(new Date()),
    delta: pythonDuration(performance.now() - started),
    msg: done.rc === 0 ? "" : "non-zero return code",
    ...(done.rc === 0 ? {} : { failed: true }),
  });
}

/** As {@link runCommand}, for a job that outlives the run: the command itself, or the result when it is not to be run. */
export async function detachCommand(
  command: Command,
  { args, cmd }: Given,
  call: ActionCall,
): Promise<DetachedCommand | Result> {
  const known = await resultWithoutRunning(await call.target(), { args, cmd }, call);
  if (known) return known;
  return {
    command: wholeCommand(command, args, call),
    report: { kind: "command", cmd, strip: args.strip_empty_ends },
    place: "target",
  };
}

/** The result of a command that could not be started: it has no times, and its words are one text. */
function notRun(cmd: Given["cmd"], { rc, reason = "" }: Done): Result {
  const text =
    typeof cmd === "string"
      ? cmd
      : cmd.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word))).join(" ");
  return withLines({ changed: false, cmd: text, rc, stdout: "", stderr: "", msg: reason, failed: true });
}

function wholeCommand(command: Command, args: Given["args"], { environment }: ActionCall): TextCommand {
  const stdin = args.stdin === undefined ? undefined : args.stdin + (args.stdin_add_newline ? "\n" : "");
  return { ...command, cwd: args.chdir, stdin, env: environment };
}

function baseOf(cmd: Given["cmd"]) {
  return { changed: false, stdout: "", stderr: "", rc: 0, cmd, start: null, end: null, delta: null };
}

/** The result of a command that need not or must not run. */
async function resultWithoutRunning(
  target: Target,
  { args, cmd }: Given,
  call: ActionCall,
): Promise<Result | undefined> {
  const base = baseOf(cmd);
  const needless = await needlessBecause(target, args, call);
  if (needless !== undefined) {
    const verb = call.checkMode ? "Would" : "Did";
    return withLines({
      ...base,
      stdout: `skipped, since ${needless.short}`,
      msg: `${verb} not run command since '${needless.path}' ${needless.state}`,
    });
  }
  if (call.checkMode) {
    const guarded = args.creates !== undefined || args.removes !== undefined;
    const msg = "Command would have run if not in check mode";
    return withLines({ ...base, msg, ...(guarded ? { changed: true } : { skipped: true }) });
  }
  return undefined;
}

interface Needless {
  readonly path: string;
  readonly state: string;
  readonly short: string;
}

async function needlessBecause(target: Target, args: Given["args"], call: ActionCall): Promise<Needless | undefined> {
  const { creates, removes } = args;
  if (creates !== undefined && (await exists(target, { pattern: creates, args, call }))) {
    return { path: creates, state: "exists", short: `${creates} exists` };
  }
  if (removes !== undefined && !(await exists(target, { pattern: removes, args, call }))) {
    return { path: removes, state: "does not exist", short: `${removes} does not exist` };
  }
  return undefined;
}

interface ExistsCheck {
  readonly pattern: string;
  readonly args: Given["args"];
  readonly call: ActionCall;
}

async function exists(target: Target, { pattern, args, call }: ExistsCheck): Promise<boolean> {
  if (target.isLocal && !/[*?[]/.test(pattern)) {
    const base = resolve(call.run.play.playDir, args.chdir ?? ".");
    return (await target.files.stat(resolve(base, pattern), { follow: true })) !== undefined;
  }
  const quoted = pattern.replace(/[^*?[\]]+/g, (part) => shellQuote(part));
  const script = `for f in ${quoted}; do [ -e "$f" ] && exit 0; done; exit 1`;
  return (await target.exec({ shell: script, cwd: args.chdir }, call.signal)).rc === 0;
}

/** What the system says of a missing folder reads as if the program were missing. @throws HintedError OPTION_INVALID */
async function checkFolder(target: Target, path: string): Promise<void> {
  if ((await target.files.stat(path, { follow: true }))?.kind === "directory") return;
  throw new HintedError("OPTION_INVALID", `Unable to change directory before execution: ${path} is no folder`, {
    hint: "Make it first, or correct 'chdir'",
  });
}

interface Done extends CommandResult {
  /** Why it could not be started. */
  readonly reason?: string;
}

/** A program that can not be started is a result like Ansible's, not an error of the runner. */
function notStarted(error: unknown): Done {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  const reason = `Error executing command: ${error.message}`;
  return {
    rc: "errno" in error && typeof error.errno === "number" ? -error.errno : 2,
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    reason,
  };
}

function withLines(data: Record<string, unknown> & { stdout: string; stderr: string }): Result {
  return resultOf({ ...data, stdout_lines: linesOf(data.stdout), stderr_lines: linesOf(data.stderr) });
}
