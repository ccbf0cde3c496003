import { statSync } from "node:fs";
import type { CommandContext } from "../command-context.ts";

/** Whether something is at the path. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Warns when a file with a secret in clear may be read by anyone but its owner. */
export function warnIfOpen(file: string, context: CommandContext): void {
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  context.warn(
    `${file} holds a secret and has mode ${mode.toString(8).padStart(4, "0")}: others may read it; run: chmod 600 ${file}`,
  );
}
