import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, resolve } from "node:path";
import { HintedError } from "../../core/errors.ts";
import type { LookupHost } from "./api.ts";
import type { Environment } from "./environment.ts";

/** A path with `~` as the home directory. */
export function expandUser(path: string): string {
  return path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
}

/** The first existing file of that name in the directories; `undefined` when there is none. */
export function searchFile(name: string, directories: readonly string[], host: LookupHost): string | undefined {
  const path = expandUser(name);
  if (isAbsolute(path)) return existsSync(path) ? path : undefined;
  return directories.map((directory) => resolve(host.cwd, directory, path)).find((candidate) => existsSync(candidate));
}

/** As {@link searchFile}. @throws HintedError FILE_NOT_FOUND listing where it was looked for */
export function findFile(name: string, directories: readonly string[], host: LookupHost): string {
  const found = searchFile(name, directories, host);
  if (found !== undefined) return found;
  throw new HintedError("FILE_NOT_FOUND", `File not found: ${name}`, {
    hint: `Create it in one of: ${[...new Set(directories)].join(", ") || host.cwd}.`,
  });
}

/** Directories for relative names: those the running task searches (`ansible_search_path`), then the host's own. */
export function searchPaths(
  env: Pick<Environment, "host" | "variable">,
  kind: "files" | "templates" | "vars",
): string[] {
  const stack = env.variable("ansible_search_path");
  const own = Array.isArray(stack) ? stack.filter((path) => typeof path === "string") : [];
  return [...own.flatMap((path) => [resolve(path, kind), path]), ...env.host.searchPaths(kind)];
}

/** The content of a file, decrypted where the host does that. @throws HintedError FILE_UNREADABLE */
export function readFile(path: string, host: LookupHost): Buffer {
  if (host.readFile) return host.readFile(path);
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HintedError("FILE_UNREADABLE", `File can not be read: ${path}: ${reason}`, {
      hint: "Check that it is a file and its permissions.",
      cause: error,
    });
  }
}
