import type { CommandInput } from "../../../core/command-streams.ts";
import { HintedError } from "../../../core/errors.ts";
import type { ActionCall } from "./action.ts";

/** What a program of the target came to; `rc` is 127 when there is no such program. */
export interface ToolResult {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface ToolInput {
  readonly stdin?: CommandInput | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Folders of administration tools, which a login's own PATH often lacks. */
const FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin";

/** Runs a program of the target in the C locale, so that what it says can be understood. */
export async function runTool(
  call: ActionCall,
  argv: readonly string[],
  { stdin, cwd, env }: ToolInput = {},
): Promise<ToolResult> {
  const target = await call.target();
  const done = await target.exec(
    {
      // Through a shell, so that a missing program is an exit code and not an error of its own.
      argv: ["/bin/sh", "-c", `PATH=$PATH:${FOLDERS}; exec "$@"`, "sh", ...argv],
      stdin,
      cwd,
      env: { ...call.environment, LC_ALL: "C", LANGUAGE: "C", ...env },
    },
    call.signal,
  );
  return { rc: done.rc, stdout: done.stdout.toString("utf8"), stderr: done.stderr.toString("utf8") };
}

/** As {@link runTool}, for a program that must succeed. @throws HintedError TASK_FAILED with its exit code and output */
export async function mustRun(call: ActionCall, argv: readonly string[], input: ToolInput = {}): Promise<ToolResult> {
  const done = await runTool(call, argv, input);
  if (done.rc === 0) return done;
  throw toolFailure(argv, done);
}

/** The failure of a program. */
export function toolFailure(argv: readonly string[], { rc, stdout, stderr }: ToolResult): HintedError {
  const [name = "", verb = ""] = argv;
  if (rc === 127 && !stderr.includes(`${name}: error`)) {
    return new HintedError("TASK_FAILED", `The target has no '${name}'`, {
      hint: `Install '${name}' on the target first`,
      details: { rc, stdout, stderr },
    });
  }
  const said = (stderr.trim() === "" ? stdout : stderr).trim();
  return new HintedError(
    "TASK_FAILED",
    `'${`${name} ${verb}`.trim()}' failed: ${said === "" ? `exit code ${rc}` : said}`,
    {
      hint: "Read what it says; become: true is needed when it is a matter of rights",
      details: { rc, stdout, stderr },
    },
  );
}

/** Runs shell text of ours with arguments (`$1`, `$2`...), as {@link runTool} runs a program. */
export function runScript(call: ActionCall, script: string, words: readonly string[] = []): Promise<ToolResult> {
  return runTool(call, ["/bin/sh", "-c", script, "sh", ...words]);
}

/** Whether the target has a program. */
export async function hasTool(call: ActionCall, name: string): Promise<boolean> {
  return (await runScript(call, 'command -v "$1" >/dev/null 2>&1', [name])).rc === 0;
}
