import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Simulator } from "../../helpers/simulator.ts";

const program = fileURLToPath(new URL("../../../dist/pveplay.js", import.meta.url));

/** How a process ended. */
export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The variables that lead to a simulator as root; the home is a new empty folder. */
export function rootOf({ url, fingerprint }: Simulator): Readonly<Record<string, string>> {
  return {
    HOME: mkdtempSync(join(tmpdir(), "everyday-")),
    PROXMOX_HOST: url,
    PROXMOX_FINGERPRINT: fingerprint,
    PROXMOX_USER: "root@pam!admin",
    PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111",
  };
}

/** Runs the built program, without a terminal. */
export function pveplay(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Done> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { PATH: process.env["PATH"], ...env } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
