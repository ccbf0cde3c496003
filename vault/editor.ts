import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { HintedError } from "../core/errors.ts";
import { PrivateFolder } from "./private-folder.ts";

/** The command an editor is started with, and the environment it gets. */
export interface EditorContext {
  /** Split into words at blanks, as a shell would; `EDITOR`, else `vi`. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Lets the user edit plain text in an editor. It lies in a file of mode 0600, in memory where possible, which is wiped on
 * every way out: the editor's end or crash, an error, SIGINT, SIGTERM and SIGHUP.
 * @returns the text as saved @throws HintedError USAGE when the editor can not start or does not end well
 */
export async function editText(text: Buffer, fileName: string, context: EditorContext): Promise<Buffer> {
  const folder = new PrivateFolder(context.env);
  try {
    const path = join(folder.path, `vault${extname(fileName)}`);
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
    await runEditor(path, context);
    return readFileSync(path);
  } finally {
    folder.wipe();
  }
}

async function runEditor(path: string, { command, env }: EditorContext): Promise<void> {
  const [program = "vi", ...args] = command;
  const child = spawn(program, [...args, path], { stdio: "inherit", env: { ...env } });
  // Ctrl-C reaches the editor too, which decides what it means; the other signals end it, and then us.
  const keep = (): void => undefined;
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on("SIGINT", keep).on("SIGTERM", stop).on("SIGHUP", stop);
  try {
    const end = await new Promise<string>((resolve, reject) => {
      child.on("error", reject).on("exit", (code, signal) => resolve(signal ?? String(code)));
    });
    if (end === "0") return;
    throw new HintedError("USAGE", `The editor ${program} ended with ${end}, nothing was saved`, {
      hint: "Leave the editor normally to save",
    });
  } catch (cause) {
    if (cause instanceof HintedError) throw cause;
    throw new HintedError("USAGE", `Can not run the editor ${program}`, {
      hint: "Set EDITOR to a command that exists",
      cause,
    });
  } finally {
    process.off("SIGINT", keep).off("SIGTERM", stop).off("SIGHUP", stop);
  }
}
