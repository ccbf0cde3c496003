// npm run bench [-- NAME ...]: prints what things cost, as ratios against something measured in the same run.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./build/paths.mjs";
import { setUp } from "./setup/install.mjs";

setUp();
const folder = join(ROOT, "scripts", "bench");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && file !== "measure.mjs")
  .map((file) => file.replace(/\.mjs$/, ""));
const wanted = process.argv.slice(2);
for (const name of names) if (wanted.length === 0 || wanted.includes(name)) await import(join(folder, `${name}.mjs`));
