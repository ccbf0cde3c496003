// What the everyday commands cost: --help and --version against `node -e 0`; `vm list` of 1,000 guests against the bare HTTPS
// request plus Node's start-up. Interleaved, medians.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time } from "./measure.mjs";

const RUNS = 21;
const SECRET = "11111111-1111-1111-1111-111111111111";
const program = join(ROOT, "dist", "pveplay.js");

/** Milliseconds of a whole process. */
async function timeProcess(args, env) {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], env });
  child.stderr.pipe(process.stderr);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return performance.now() - began;
}

/** Milliseconds of one request on a connection of its own, to the last byte. */
async function timeRequest(url) {
  const began = performance.now();
  const call = request(`${url}/api2/json/cluster/resources?type=vm`, {
    agent: false,
    rejectUnauthorized: false,
    headers: { authorization: `PVEAPIToken=root@pam!admin=${SECRET}` },
  }).end();
  const [answer] = await once(call, "response");
  answer.resume();
  await once(answer, "end");
  return performance.now() - began;
}

const bare = [];
const costs = { "--help": [], "--version": [] };
for (let run = 0; run < RUNS; run++) {
  bare.push(time(() => spawnSync(process.execPath, ["-e", "0"])));
  for (const [flag, times] of Object.entries(costs))
    times.push(time(() => spawnSync(process.execPath, [program, flag])));
}
const node = medianOf(bare);
for (const [flag, times] of Object.entries(costs)) {
  const ours = medianOf(times);
  console.log(
    `pveplay ${flag}: ${ours.toFixed(1)} ms, node -e 0 ${node.toFixed(1)} ms, ratio ${(ours / node).toFixed(2)} (bar 1.5)`,
  );
}

const simulator = spawn(
  process.execPath,
  [join(ROOT, "dist", "pve-simulator.js"), "--port", "0", "--nodes", "5", "--guests", "1000", "--speed", "0"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
try {
  const [line] = await once(createInterface({ input: simulator.stdout }), "line");
  const { url, fingerprint } = JSON.parse(line);
  const env = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    PROXMOX_HOST: url,
    PROXMOX_FINGERPRINT: fingerprint,
    PROXMOX_USER: "root@pam!admin",
    PROXMOX_TOKEN_SECRET: SECRET,
  };
  const lists = [];
  const requests = [];
  for (let run = 0; run < RUNS; run++) {
    requests.push(await timeRequest(url));
    lists.push(await timeProcess([program, "vm", "list"], env));
  }
  const [list, one] = [medianOf(lists), medianOf(requests)];
  console.log(
    `vm list of 1,000 guests: ${list.toFixed(1)} ms, request ${one.toFixed(1)} ms + node ${node.toFixed(1)} ms, ratio ${(list / (one + node)).toFixed(2)} (bar 2)`,
  );
} finally {
  simulator.kill("SIGTERM");
}
