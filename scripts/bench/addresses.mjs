// The addresses of 100 running guests whose agents take 20 ms each, through proxmox_ip in one process, against the least it could take:
// the slowest answer times (100 / connections at once).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { importSource } from "../build/bundle.mjs";
import { ROOT } from "../build/paths.mjs";

const CONNECTIONS = 16;
const AGENT_MS = 20;
const options = ["--port", "0", "--control-port", "0", "--nodes", "4", "--guests", "240", "--speed", "0"];
const simulator = spawn(process.execPath, [join(ROOT, "dist", "pve-simulator.js"), ...options], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = await once(createInterface({ input: simulator.stdout }), "line");
const { url, fingerprint, control } = JSON.parse(line);
const api = {
  api_host: "127.0.0.1",
  api_port: Number(new URL(url).port),
  fingerprint,
  api_user: "root@pam!admin",
  api_token_secret: "11111111-1111-1111-1111-111111111111",
};
const { modules, createConnectionPool } = await importSource(
  `export { modules, createConnectionPool } from "./modules/index.ts";`,
);
const run = async (name, args) => {
  const connections = await createConnectionPool();
  const context = {
    checkMode: false,
    diff: false,
    noLog: false,
    verbosity: 0,
    connections,
    signal: new AbortController().signal,
    env: {},
  };
  const module = await modules.get(name)();
  const began = performance.now();
  const result = await module.run({ ...api, ...args }, context);
  const milliseconds = performance.now() - began;
  await connections.close();
  return { result, milliseconds };
};
const { result: info } = await run("proxmox_info", { gather: ["guests"] });
const vmids = info.guests
  .filter(({ status }) => status === "running")
  .slice(0, 100)
  .map(({ vmid }) => vmid);
await fetch(`${control}/faults`, {
  method: "POST",
  body: JSON.stringify({ kind: "delay", milliseconds: AGENT_MS, path: "network-get-interfaces" }),
});
await run("proxmox_ip", { vmids });
await fetch(`${control}/requests`, { method: "DELETE" });
const { result, milliseconds } = await run("proxmox_ip", { vmids });
const requests = await (await fetch(`${control}/requests`)).json();
simulator.kill("SIGTERM");
if (result.failed) throw new Error(result.msg);
const least = AGENT_MS * (100 / CONNECTIONS);
console.log(
  `addresses of ${result.guests.length} guests: ${milliseconds.toFixed(0)} ms in ${requests.length} requests (bar 102), the least possible ${least.toFixed(0)} ms, ratio ${(milliseconds / least).toFixed(2)} (bar 1.50)`,
);
