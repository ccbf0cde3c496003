// node scripts/prove-least-privilege.mjs [NAME]: for every example and the demo, on both versions, that a token made from the plan
// does what root does and that no privilege can be taken from it. npm test does the same, but takes only every third privilege away
// where the plan was made with a server.
import { spawnSync } from "node:child_process";
import { ROOT } from "./build/paths.mjs";

const [name] = process.argv.slice(2);
const filter = name === undefined ? [] : ["-t", name];
const { status } = spawnSync("npx", ["vitest", "run", "test/access/least-privilege", ...filter], {
  cwd: ROOT,
  env: { ...process.env, PVEPLAY_FULL_PROOF: "1" },
  stdio: "inherit",
});
process.exit(status ?? 1);
