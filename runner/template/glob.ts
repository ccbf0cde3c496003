import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Paths that match a shell pattern (`*`, `?`, `[...]`; hidden files only when the pattern starts with a dot), sorted. */
export function globFiles(pattern: string): string[] {
  const parts = pattern.split("/");
  const start = pattern.startsWith("/") ? "/" : "";
  return parts
    .filter((part) => part !== "")
    .reduce<string[]>((paths, part) => paths.flatMap((path) => step(path, part)), [start]);
}

function step(directory: string, part: string): string[] {
  if (!/[*?[]/.test(part)) {
    const path = join(directory, part);
    return existsSync(path) ? [path] : [];
  }
  const matches = shellPattern(part);
  return list(directory)
    .filter((name) => matches.test(name) && (part.startsWith(".") || !name.startsWith(".")))
    .map((name) => join(directory, name));
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory === "" ? "." : directory).sort();
  } catch {
    return [];
  }
}

/** A shell pattern for one name as a regular expression. */
export function shellPattern(pattern: string): RegExp {
  const body = pattern.replaceAll(/\[!?\]?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length > 1) return `[${part.slice(1, -1).replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
    return part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${body}$`);
}
