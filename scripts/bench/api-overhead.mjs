// 100 unchanged VMs by `loop` over proxmox_vm under `pveplay run`, against a bare undici loop in a process of its own that sends
// the same requests one after the other.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time } from "./measure.mjs";

const SECRET = "11111111-1111-1111-1111-111111111111";
const RUNS = 7;

if (process.argv[2] === "--bare")
  await bareRequests(process.argv[3], JSON.parse(readFileSync(process.argv[4], "utf8")));
else await compare();

async function compare() {
  const options = ["--port", "0", "--control-port", "0", "--nodes", "4", "--guests", "240", "--speed", "0"];
  const simulator = spawn(process.execPath, [join(ROOT, "dist", "pve-simulator.js"), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-"));
  try {
    const [line] = await once(createInterface({ input: simulator.stdout }), "line");
    const { url, fingerprint, control } = JSON.parse(line);
    const guests = await bareRequests(url, ["/cluster/resources"]);
    const vmids = guests
      .filter(({ type }) => type === "qemu")
      .slice(0, 100)
      .map(({ vmid }) => vmid);
    const playbook = join(folder, "site.yml");
    writeFileSync(playbook, playbookOf(vmids, { url, fingerprint }));
    const runner = () => run([join(ROOT, "dist", "pveplay.js"), "run", playbook], folder);
    runner();
    await fetch(`${control}/requests`, { method: "DELETE" });
    runner();
    const requests = await (await fetch(`${control}/requests`)).json();
    const paths = requests.map(({ method, path }) => {
      if (method !== "GET") throw new Error(`${method} ${path}: the VMs should be unchanged`);
      return path;
    });
    writeFileSync(join(folder, "paths.json"), JSON.stringify(paths));
    const bare = () => run([fileURLToPath(import.meta.url), "--bare", url, join(folder, "paths.json")], folder);
    const times = { runner: [], bare: [] };
    for (let round = 0; round < RUNS; round += 1) {
      times.bare.push(time(bare));
      times.runner.push(time(runner));
    }
    const [mine, least] = [medianOf(times.runner), medianOf(times.bare)];
    console.log(
      `${vmids.length} unchanged VMs by loop: ${mine.toFixed(0)} ms for ${paths.length} requests, a bare undici loop ${least.toFixed(0)} ms, ratio ${(mine / least).toFixed(2)} (bar 1.30)`,
    );
  } finally {
    simulator.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends the requests one by one over one connection; returns the last answer's data. */
async function bareRequests(url, paths) {
  const pool = new Pool(url, { connections: 1, connect: { rejectUnauthorized: false } });
  const headers = { authorization: `PVEAPIToken=root@pam!admin=${SECRET}` };
  let data;
  for (const path of paths) {
    const query = path === "/cluster/resources" ? "?type=vm" : "";
    const { statusCode, body } = await pool.request({ method: "GET", path: `/api2/json${path}${query}`, headers });
    const answer = await body.json();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
    data = answer.data;
  }
  await pool.close();
  return data;
}

function playbookOf(vmids, { url, fingerprint }) {
  return `- hosts: localhost
  gather_facts: false
  tasks:
    - proxmox_vm:
        api_host: 127.0.0.1
        api_port: ${new URL(url).port}
        api_user: root@pam!admin
        api_token_secret: ${SECRET}
        fingerprint: "${fingerprint}"
        vmid: "{{ item }}"
        state: present
      loop: ${JSON.stringify(vmids)}
`;
}

function run(args, cwd) {
  const done = spawnSync(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${args.join(" ")} ended with ${done.status}: ${done.stdout}${done.stderr}`);
}
