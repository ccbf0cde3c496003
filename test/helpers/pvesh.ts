import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Simulator } from "./simulator.ts";

/** A folder with a `pvesh` that asks a simulator, and how to use it. */
export interface PveshShim {
  /** The variables a program on the node would have: its home is empty, and nothing names a server. */
  readonly env: Readonly<Record<string, string>>;
  /** The command lines of pvesh so far. */
  calls(): readonly string[];
}

/** Makes a {@link PveshShim} in a new folder. */
export function pveshShim({ url, ca }: Simulator): PveshShim {
  const folder = mkdtempSync(join(tmpdir(), "pvesh-shim-"));
  const program = fileURLToPath(new URL("pvesh-shim.mjs", import.meta.url));
  const log = join(folder, "calls.log");
  writeFileSync(log, "");
  writeFileSync(join(folder, "pvesh"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder, "pvesh"), 0o755);
  return {
    env: {
      PATH: [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
      HOME: folder,
      PVESH_SHIM_URL: url,
      PVESH_SHIM_CA: ca,
      PVESH_SHIM_LOG: log,
    },
    calls: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
  };
}
