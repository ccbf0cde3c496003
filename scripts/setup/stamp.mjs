import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";

const SOURCES = ["core", "vault", "inventory", "modules", "runner", "roles", "test/pve", "scripts"];

/** Hash of everything the build reads. */
function sourceHash() {
  const hash = createHash("sha256");
  const files = SOURCES.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files, join(ROOT, "package-lock.json")].toSorted())
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest("hex");
}

/** Notes in dist what it was built from. */
export function writeStamp(dist) {
  writeFileSync(join(dist, ".stamp"), sourceHash());
}

/** Whether dist was built from the sources as they are now. */
export function isBuilt(dist) {
  const stamp = join(dist, ".stamp");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash();
}
