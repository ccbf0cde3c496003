import { dirname } from "node:path";

/** Kinds of archives that can be made. */
export type Format = "bz2" | "gz" | "tar" | "xz" | "zip";

/** Whether a path is a pattern, as the archive module sees it. */
export function hasWildcard(path: string): boolean {
  return /[*?]/.test(path);
}

/** The folder that all paths are below, ending in `/`: names in an archive begin there. */
export function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => `${dirname(path)}/`.replace(/^\/\/$/, "/"));
  const common = folders.reduce((left, right) => {
    let length = 0;
    while (length < left.length && left[length] === right[length]) length += 1;
    return left.slice(0, length);
  });
  return common.slice(0, common.lastIndexOf("/") + 1);
}

/** Whether a name matches one of some patterns, of which `*` takes slashes as well (Python's fnmatch). */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => expressionOf(pattern).test(name));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replace(/\[[!^]?\]?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    if (part.length > 1) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return part.replace(/[.+^${}()|[\]\\/-]/, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`);
}
