// npm run demo: sets up whatever is missing and runs `pveplay demo`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./build/paths.mjs";
import { setUp } from "./setup/install.mjs";

setUp();
const { status } = spawnSync(process.execPath, [join(ROOT, "dist", "pveplay.js"), "demo", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
