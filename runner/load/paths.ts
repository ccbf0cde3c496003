import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, resolve } from "node:path";

/** The path with a leading `~` replaced and made absolute from `base`. */
export function absolutePath(path: string, base: string): string {
  return resolve(base, path.replace(/^~(?=\/|$)/, homedir()));
}

interface RelativeSource {
  /** Where the naming file stands: a role's directory or the directory of an include. */
  readonly base: string;
  /** `tasks`, `handlers`, `vars`, ... or a further relative directory. */
  readonly sub: string;
  readonly source: string;
  readonly playDir: string;
  readonly isRole?: boolean;
}

/**
 * Where a file named in a task or role is looked for; the last place when it is in none of them.
 * The order of places is that of Ansible's include files (a role's own folder before the playbook's).
 */
export function findRelative({ base, sub, source, playDir, isRole = false }: RelativeSource): string {
  if (isAbsolute(source) || source.startsWith("~")) return absolutePath(source, playDir);
  const root = isRole && basename(base) === "tasks" ? dirname(base) : base;
  const places = [
    resolve(playDir, root, sub, source),
    ...(isRole && !source.endsWith(sub) ? [resolve(playDir, root, "tasks", source)] : []),
    resolve(playDir, root, source),
    resolve(playDir, sub, source),
  ];
  return places.find((place) => existsSync(place)) ?? resolve(playDir, source);
}

/** Candidate places of a relative file in a stack of directories, best first: each one's subfolder, then itself. */
export function placesIn(stack: readonly string[], sub: string, source: string): readonly string[] {
  if (isAbsolute(source) || source.startsWith("~")) return [absolutePath(source, "/")];
  const named = source.split("/")[0] === sub;
  return stack.flatMap((directory) => [
    ...(named ? [] : [resolve(directory, sub, source)]),
    resolve(directory, source),
  ]);
}
