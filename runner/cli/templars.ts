import { join } from "node:path";
import type { Inventory } from "../../inventory/index.ts";
import type { SourceFiles } from "../load/source-files.ts";
import { Templar } from "../template/index.ts";

interface TemplarNeeds {
  readonly files: SourceFiles;
  readonly inventory: Inventory;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/** Makes a templar for a playbook's folder: lookups start there and read through the vault. */
export function templarMaker({ files, inventory, env, warn }: TemplarNeeds): (playDir: string) => Templar {
  return (playDir) =>
    new Templar({
      searchPaths: (kind) => [join(playDir, kind), playDir],
      cwd: playDir,
      env,
      readFile: (path) => files.read(path),
      inventoryHostnames: (pattern) => inventory.match(pattern),
      warn,
    });
}
