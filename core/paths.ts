import { homedir } from "node:os";
import { resolve } from "node:path";

/** What relative and `~` paths are resolved against. */
export interface PathContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An absolute path as Ansible makes one: `~` and `$VAR` expanded, `.` and `..` removed, symbolic links kept. */
export function expandPath(path: string, { cwd, env }: PathContext): string {
  const home = env["HOME"] ?? homedir();
  const tilde = path === "~" || path.startsWith("~/") ? home + path.slice(1) : path;
  const expanded = tilde.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced, bare) => env[String(braced ?? bare)] ?? whole,
  );
  return resolve(cwd, expanded);
}
