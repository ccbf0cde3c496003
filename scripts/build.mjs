// Builds dist/: module executables with their docs, the collection, the command line and the simulator.
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleModule, bundleProgram, moduleNames } from "./build/bundle.mjs";
import { buildCollection } from "./build/collection.mjs";
import { moduleDocs } from "./build/docs.mjs";
import { folderOf, writeLauncher } from "./build/launcher.mjs";
import { licenceTexts } from "./build/licences.mjs";
import { bundleParts } from "./build/parts.mjs";
import { ROOT } from "./build/paths.mjs";
import { writeStamp } from "./setup/stamp.mjs";

// Built beside and then put in place, so that whoever runs the old one meanwhile is not disturbed.
const final = join(ROOT, "dist");
const dist = join(ROOT, "dist.new");
rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "modules"), { recursive: true });
// Executables are CommonJS whatever the package around them says.
writeFileSync(join(dist, "package.json"), '{"type": "commonjs"}\n');

const names = moduleNames();
await Promise.all(names.map((name) => bundleModule(name, join(dist, "modules", name))));
const docs = await moduleDocs();
for (const name of names) writeFileSync(join(dist, "modules", `${name}.yml`), docs[name].sidecar);
const simulator = join(dist, "pve-simulator.js");
await bundleProgram(join(ROOT, "test/pve/main.ts"), simulator);
const program = join(dist, "pveplay.js");
writeLauncher(program, await bundleParts("runner/cli/main.ts", folderOf(program)), simulator);
copyFileSync(join(ROOT, "runner/cli/pveplay-inventory.sh"), join(dist, "pveplay-inventory"));
writeFileSync(join(dist, "THIRD-PARTY-LICENSES"), licenceTexts());
await buildCollection(dist, names);
writeStamp(dist);
rmSync(final, { recursive: true, force: true });
renameSync(dist, final);
