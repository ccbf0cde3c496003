import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { tmpdir } from "node:os";
import { HintedError } from "../../../core/errors.ts";
import type { ResolvedAction } from "../../compile/resolve-action.ts";
import { moduleStyle } from "../../load/module-files.ts";
import { type Action, type ActionCall, jsonArgs } from "../actions/action.ts";
import { shellQuote } from "../connections/shell-quote.ts";
import type { TextCommand } from "../background/detached-command.ts";
import type { Target } from "../connections/target.ts";
import type { Result } from "../result.ts";
import { internalArgs, keyValueText } from "./module-args.ts";
import { parseModuleOutput } from "./module-output.ts";

/** An executable module found in library/ or a collection, run on the target with its arguments in a file. */
export function foreignAction(resolved: Extract<ResolvedAction, { kind: "foreign" }>): Action {
  return {
    name: resolved.name,
    options: {},
    once: false,
    lazy: [],
    open: true,
    freeForm: false,
    run: async (call) => runForeign(resolved, await call.target(), call),
    async detach(call) {
      const { command, folder } = await stage(resolved, await call.target(), call);
      return { command, report: { kind: "module", folder }, place: "target" };
    },
  };
}

/** A module file by the name it goes by. */
export interface ModuleFile {
  readonly name: string;
  readonly path: string;
}

async function runForeign(module: ModuleFile, target: Target, call: ActionCall): Promise<Result> {
  const { command, folder } = await stage(module, target, call);
  try {
    const done = await target.exec(command, call.signal);
    return parseModuleOutput(done, (message) => call.run.state.reporter.warning(message));
  } finally {
    await target.files.remove(folder).catch(() => undefined);
  }
}

interface Staged {
  readonly command: TextCommand;
  /** Private folder with the module and its arguments; whoever runs the command removes it. */
  readonly folder: string;
}

/** Puts a module and its arguments on the target. @throws HintedError TASK_FAILED */
export async function stage({ name, path }: ModuleFile, target: Target, call: ActionCall): Promise<Staged> {
  const args = { ...jsonArgs(call.args), ...internalArgs(name, call) };
  const style = moduleStyle(path);
  const text = style === "key-values" ? keyValueText(args) : JSON.stringify(args);
  const folder = await makeFolder(target, call.signal);
  try {
    const copy = join(folder, `AnsiballZ_${basename(path)}`);
    const file = join(folder, "args");
    const content = await readFile(path);
    const inline = style === "json-inline";
    const body = inline
      ? Buffer.from(content.toString("utf8").replaceAll("<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>", () => text))
      : content;
    await put(target, copy, body);
    await target.files.chmod(copy, 0o700);
    if (!inline) await put(target, file, Buffer.from(text));
    return { command: start([...interpreter(content, call, path), copy, ...(inline ? [] : [file])], call), folder };
  } catch (error) {
    await target.files.remove(folder).catch(() => undefined);
    throw error;
  }
}

function start(argv: readonly string[], call: ActionCall): TextCommand {
  const assignments = Object.entries(call.environment).map(([key, value]) => `${key}=${shellQuote(value)}`);
  // Through sh, so that a bare interpreter name is found on the PATH, as Ansible starts it.
  return { shell: [...assignments, ...argv.map(shellQuote)].join(" ") };
}

/** The shebang's interpreter, or what `ansible_<name>_interpreter` puts in its place; binaries need none. */
function interpreter(content: Buffer, call: ActionCall, path: string): readonly string[] {
  if (moduleStyle(path) === "binary") return [];
  const first = /^#!\s*(.*?)\s*(?:\r?\n|$)/.exec(content.subarray(0, 512).toString("utf8"))?.[1];
  if (first === undefined || first === "") {
    throw new HintedError("TASK_FAILED", `Module is missing its interpreter line: ${path}`, {
      hint: "Start it with such as '#!/bin/sh'",
    });
  }
  const words = first.split(/\s+/);
  const program = words[0] ?? "";
  const named =
    basename(program) === "env" ? (words.find((word, at) => at > 0 && !word.startsWith("-")) ?? "") : basename(program);
  const replaced = call.scope.get(`ansible_${named}_interpreter`);
  const value = replaced === undefined ? undefined : call.run.templar.evaluate(replaced, call.scope);
  return typeof value === "string" ? [value] : words;
}

async function makeFolder(target: Target, signal: AbortSignal): Promise<string> {
  if (target.isLocal && !target.becomes) return mkdtemp(join(tmpdir(), "pveplay-"));
  const made = await target.exec({ shell: "umask 077; mktemp -d" }, signal);
  const folder = made.stdout.toString("utf8").trim();
  if (made.rc === 0 && folder !== "") return folder;
  throw new HintedError("TASK_FAILED", `No temporary folder can be made: ${made.stderr.toString("utf8").trim()}`, {
    hint: "Check that /tmp of the target can be written",
  });
}

async function put(target: Target, path: string, content: Buffer): Promise<void> {
  if (!target.isLocal || target.becomes) return target.files.write(path, content);
  await writeFile(path, content, { mode: 0o600 });
  await chmod(path, 0o600);
}
