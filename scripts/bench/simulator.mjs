// What the simulator bears: 10,000 guests on 20 nodes, and requests for status/current, against a bare HTTPS server that answers a constant.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Agent, request } from "undici";
import { ROOT } from "../build/paths.mjs";

const SECONDS = 4;
const CONNECTIONS = 32;
const headers = { authorization: "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111" };

/** Starts a server program whose first line is a JSON object with its url. */
async function start(args) {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: JSON.parse(line).url, milliseconds: performance.now() - began };
}

/** Requests answered in a second, by so many loops at once. */
async function throughput(url) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, connections: CONNECTIONS });
  const until = performance.now() + SECONDS * 1000;
  let answered = 0;
  const loop = async () => {
    while (performance.now() < until) {
      const { body } = await request(url, { dispatcher, headers });
      await body.dump();
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  await dispatcher.close();
  return answered / SECONDS;
}

const simulator = await start([
  join(ROOT, "dist", "pve-simulator.js"),
  "--port",
  "0",
  "--nodes",
  "20",
  "--guests",
  "10000",
  "--speed",
  "0",
]);
const megabytes =
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${simulator.child.pid}/status`, "utf8"))?.[1]) / 1024;
console.log(
  `simulator: 10,000 guests on 20 nodes listen after ${simulator.milliseconds.toFixed(0)} ms (bar 2000) with ${megabytes.toFixed(0)} MB (bar 500)`,
);
const { body } = await request(`${simulator.url}/api2/json/cluster/resources?type=vm`, {
  headers,
  dispatcher: new Agent({ connect: { rejectUnauthorized: false } }),
});
const [guest] = (await body.json()).data;
const rate = await throughput(
  `${simulator.url}/api2/json/nodes/${guest.node}/${guest.type}/${guest.vmid}/status/current`,
);
simulator.child.kill("SIGTERM");

const bareProgram = `
  const { createServer } = require("node:https");
  const server = createServer({ cert: process.env.CERT, key: process.env.KEY }, (_request, response) => response.end('{"data":{}}'));
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ url: "https://127.0.0.1:" + server.address().port })));`;
const { importSource } = await import("../build/bundle.mjs");
const { selfSigned } = await importSource(`export { selfSigned } from "./test/pve/http/certificate.ts";`);
const { cert, key } = await selfSigned(Date.now());
process.env.CERT = cert;
process.env.KEY = key;
const bare = await start(["-e", bareProgram]);
const bareRate = await throughput(`${bare.url}/`);
bare.child.kill("SIGTERM");
console.log(
  `simulator: status/current ${rate.toFixed(0)} requests/s (bar 2000), a bare HTTPS server ${bareRate.toFixed(0)}, ratio ${(rate / bareRate).toFixed(2)}`,
);
