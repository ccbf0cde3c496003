import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder only its owner may enter, in memory where the system has such a place, for plain text that must not stay. */
export class PrivateFolder {
  readonly path: string;
  readonly #onExit = (): void => this.wipe();

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.path = mkdtempSync(join(memoryFolder(env), "pveplay-"));
    process.on("exit", this.#onExit);
  }

  /** Overwrites and removes all files (an editor may have left some of its own), then the folder. Safe to call again. */
  wipe(): void {
    process.off("exit", this.#onExit);
    if (!statSync(this.path, { throwIfNoEntry: false })) return;
    for (const entry of readdirSync(this.path, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) overwrite(join(entry.parentPath, entry.name));
    }
    rmSync(this.path, { recursive: true, force: true });
  }
}

function overwrite(path: string): void {
  try {
    writeFileSync(path, Buffer.alloc(statSync(path).size), { flag: "r+", flush: true });
  } catch {
    // An editor's own read-only leftover is removed all the same.
  }
}

/** XDG_RUNTIME_DIR and /dev/shm are in memory on Linux; elsewhere the temporary folder has to do. */
function memoryFolder(env: Readonly<Record<string, string | undefined>>): string {
  return [env["XDG_RUNTIME_DIR"], "/dev/shm"].find(isUsable) ?? tmpdir();
}

function isUsable(path: string | undefined): path is string {
  if (path === undefined || path === "") return false;
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
