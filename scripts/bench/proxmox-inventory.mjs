// The inventory of a cluster of 5,000 guests on 20 nodes whose agents answer in 20 ms and one in 20 never, as a whole process,
// against a bare loop asking the same server for every agent that answers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, request } from "undici";
import { importSource } from "../build/bundle.mjs";
import { ROOT } from "../build/paths.mjs";
import { watchMemory } from "./measure.mjs";

const GUESTS = 5000;
const NODES = 20;
const { startApiServer, answer } = await importSource(
  `export { startApiServer, answer } from "./test/helpers/api-server.ts";`,
);
const guests = Array.from({ length: GUESTS }, (_item, index) => ({
  type: "qemu",
  vmid: 1000 + index,
  name: `guest-${index}`,
  node: `node${index % NODES}`,
  status: "running",
}));
const server = await startApiServer(({ path }, response) => {
  if (path.startsWith("/cluster/resources")) return answer(response, guests);
  if (path === "/nodes") return answer(response, []);
  const vmid = Number(/\/qemu\/(\d+)\/agent/.exec(path)?.[1]);
  if (vmid % 20 === 0) return undefined;
  const address = { "ip-address": `10.0.${vmid >> 8}.${vmid & 255}`, "ip-address-type": "ipv4", prefix: 16 };
  return setTimeout(() => answer(response, { result: [{ name: "eth0", "ip-addresses": [address] }] }), 20);
});
const file = join(mkdtempSync(join(tmpdir(), "pveplay-bench-")), "big.proxmox.yml");
const connection = `api_host: 127.0.0.1:${server.port}\nfingerprint: "${server.fingerprint}"`;
writeFileSync(file, `plugin: proxmox\n${connection}\nuser: u@pve\ntoken_id: inv\ntoken_secret: s\n`);

const began = performance.now();
const child = spawn(process.execPath, [join(ROOT, "dist", "pveplay.js"), "inventory", "-i", file, "--list"], {
  stdio: ["ignore", "ignore", "inherit"],
});
const memory = watchMemory(child);
const [code] = await once(child, "exit");
const megabytes = memory.peak();
const seconds = (performance.now() - began) / 1000;
const requests = server.seen.length;
if (code !== 0) throw new Error(`pveplay inventory ended with ${code}`);

const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, connections: 16 });
const answering = guests.filter(({ vmid }) => vmid % 20 !== 0);
const bareBegan = performance.now();
const queue = answering.values();
const worker = async () => {
  for (const { vmid, node } of queue) {
    const { body } = await request(
      `https://127.0.0.1:${server.port}/api2/json/nodes/${node}/qemu/${vmid}/agent/network-get-interfaces`,
      { dispatcher },
    );
    await body.dump();
  }
};
await Promise.all(Array.from({ length: 16 }, worker));
const bare = (performance.now() - bareBegan) / 1000;
await dispatcher.close();
await server.close();
console.log(
  `inventory of ${GUESTS} guests: ${seconds.toFixed(1)} s (bar 10), ${megabytes.toFixed(0)} MB (bar 300), ${requests} requests (bar ${GUESTS + 3 * NODES}); a bare loop over the agents that answer ${bare.toFixed(1)} s, ratio ${(seconds / bare).toFixed(2)}`,
);
