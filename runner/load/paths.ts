import { homedir } from "node:os";
import { isAbsolute, resolve } from "node:path";

/** The path with a leading `~` replaced and made absolute from `base`. */
export function absolutePath(path: string, base: string): string {
  return resolve(base, path.replace(/^~(?=\/|$)/, homedir()));
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
