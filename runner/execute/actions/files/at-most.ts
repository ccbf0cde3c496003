import type { FileInfo } from "../../connections/target.ts";
import { parseMode } from "./mode.ts";

/** Permissions of a file that is there before anything else is said of it. */
const WIDEST = 0o7777;

/**
 * The permissions a file may have at most from its first moment, when `mode` says what it will have in the end; symbolic ones
 * start from what is there. @throws HintedError OPTION_INVALID
 */
export function permissionsAtMost(mode: unknown, there: FileInfo | undefined): number {
  if (mode === undefined || mode === null || mode === "preserve") return WIDEST;
  return parseMode(mode, there ?? { mode: 0o666, kind: "file" });
}
