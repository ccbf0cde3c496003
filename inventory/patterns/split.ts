import { readFileSync, statSync } from "node:fs";
import { HintedError } from "../../core/errors.ts";
import { expandPath, type PathContext } from "../../core/paths.ts";
import { parseAddress } from "../address.ts";

/**
 * Splits host patterns at commas; one without commas at colons, unless it reads as one host (an IPv6 address, `web[1:3]`).
 * Blanks around each are removed and empty ones left out.
 */
export function splitPatterns(pattern: string | readonly string[]): string[] {
  if (typeof pattern !== "string") return pattern.flatMap(splitPatterns);
  return parts(pattern)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function parts(pattern: string): readonly string[] {
  if (pattern.includes(",")) return pattern.split(",");
  if (parseAddress(pattern)) return [pattern];
  return pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}

/** The patterns of a limit; `@FILE` stands for the lines of that file. @throws HintedError FILE_NOT_FOUND */
export function splitLimit(limit: string | readonly string[], context: PathContext): string[] {
  return splitPatterns(limit).flatMap((pattern) => {
    if (!pattern.startsWith("@")) return [pattern];
    return readLimitFile(expandPath(pattern.slice(1), context));
  });
}

function readLimitFile(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new HintedError("FILE_NOT_FOUND", `There is no limit file ${path}`, {
      hint: "Name a file with one host per line behind the @",
    });
  }
  return readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
