// What a module costs to start: dist/modules/proxmox_ip refusing bad arguments, against `node -e 0`. Interleaved, median of 20.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time } from "./measure.mjs";

const args = join(mkdtempSync(join(tmpdir(), "pveplay-bench-")), "args.json");
writeFileSync(args, JSON.stringify({ no_such_option: 1 }));
const node = [];
const module = [];
for (let run = 0; run < 20; run++) {
  node.push(time(() => spawnSync(process.execPath, ["-e", "0"])));
  module.push(time(() => spawnSync(join(ROOT, "dist", "modules", "proxmox_ip"), [args])));
}
const [bare, ours] = [medianOf(node), medianOf(module)];
console.log(
  `start-up: node -e 0 ${bare.toFixed(1)} ms, proxmox_ip refusing bad arguments ${ours.toFixed(1)} ms, ratio ${(ours / bare).toFixed(2)} (bar 1.40)`,
);
