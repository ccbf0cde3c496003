import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { matchesPattern } from "../patterns.ts";

/** Files that an `Include` names: absolute, or below the folder of the including configuration; `*` and `?` match within a path's parts. */
export function includedFiles(pattern: string, { folder, home }: { folder: string; home: string }): readonly string[] {
  const plain = pattern.replace(/^~(?=\/)/, home);
  const path = isAbsolute(plain) ? plain : join(folder, plain);
  let found = [path.startsWith("/") ? "/" : "."];
  for (const part of path.split("/").filter(Boolean)) found = found.flatMap((base) => entries(base, part));
  return found;
}

function entries(base: string, part: string): readonly string[] {
  if (!/[*?]/.test(part)) return existsSync(join(base, part)) ? [join(base, part)] : [];
  try {
    return readdirSync(base)
      .filter((name) => matchesPattern(part, name) && (!name.startsWith(".") || part.startsWith(".")))
      .sort()
      .map((name) => join(base, name));
  } catch {
    return [];
  }
}
