import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the guest agent keeps of an output. */
const LONGEST = 16 * 1024 * 1024;

/** Runs a command on this machine as if it were the guest, in a folder that is thrown away. */
export function runReally(
  [program = "", ...args]: readonly string[],
  input: string,
): { readonly code: number; readonly out: string; readonly err: string; readonly isCut: boolean } {
  const cwd = mkdtempSync(join(tmpdir(), "pve-guest-"));
  try {
    const done = spawnSync(program, args, { cwd, input, maxBuffer: LONGEST, encoding: "latin1" });
    const isCut = done.error !== undefined && "code" in done.error && done.error.code === "ENOBUFS";
    return { code: done.status ?? 128, out: done.stdout ?? "", err: done.stderr ?? "", isCut };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
