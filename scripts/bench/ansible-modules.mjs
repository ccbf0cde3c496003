// The same job under ansible-playbook with our modules and with the Python modules of community.proxmox, on fresh simulators, interleaved.
// The Python modules come with the "ansible" package, which is installed into .cache/ for this bench alone.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../build/paths.mjs";
import { medianOf, time } from "./measure.mjs";

const RUNS = 3;
const venv = join(ROOT, ".cache", "bench-venv");
const playbook = join(venv, "bin", "ansible-playbook");
if (!existsSync(playbook)) {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  spawnSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
  spawnSync(join(venv, "bin", "pip"), ["install", "--quiet", "ansible>=12,<13", "proxmoxer", "requests"], {
    stdio: "inherit",
  });
}

const play = (tasks) => JSON.stringify([{ hosts: "localhost", connection: "local", gather_facts: false, tasks }]);

const ours = ({ port, fingerprint }) => {
  const api = {
    api_host: "127.0.0.1",
    api_port: port,
    api_user: "root@pam!admin",
    api_token_secret: "11111111-1111-1111-1111-111111111111",
    fingerprint,
  };
  const vm = (options) => ({ proxmox_vm: { ...api, ...options } });
  return play([
    vm({ clone: "debian-13-cloud", vmid: 301, name: "bench" }),
    vm({ vmid: 301, cores: 4, memory: 4096 }),
    vm({ vmid: 301, state: "started" }),
    { proxmox_snapshot: { ...api, vmid: 301, snapname: "before" } },
    vm({ vmid: 301, state: "stopped" }),
    { proxmox_snapshot: { ...api, vmid: 301, snapname: "before", state: "absent" } },
    vm({ vmid: 301, state: "absent" }),
  ]);
};

const theirs = ({ port }) => {
  const api = {
    api_host: "127.0.0.1",
    api_port: port,
    api_user: "root@pam",
    api_token_id: "admin",
    api_token_secret: "11111111-1111-1111-1111-111111111111",
    validate_certs: true,
  };
  const kvm = (options) => ({ "community.proxmox.proxmox_kvm": { ...api, node: "pve1", ...options } });
  return play([
    kvm({ clone: "debian-13-cloud", vmid: 9000, newid: 301, name: "bench", full: false }),
    kvm({ vmid: 301, cores: 4, memory: 4096, update: true }),
    kvm({ vmid: 301, state: "started" }),
    { "community.proxmox.proxmox_snap": { ...api, vmid: 301, snapname: "before" } },
    kvm({ vmid: 301, state: "stopped" }),
    { "community.proxmox.proxmox_snap": { ...api, vmid: 301, snapname: "before", state: "absent" } },
    kvm({ vmid: 301, state: "absent" }),
  ]);
};

async function measure(make) {
  const simulator = spawn(
    process.execPath,
    [join(ROOT, "dist", "pve-simulator.js"), "--port", "0", "--fixture", "demo", "--speed", "0"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = await once(createInterface({ input: simulator.stdout }), "line");
  const { url, fingerprint, ca } = JSON.parse(line);
  const file = join(mkdtempSync(join(tmpdir(), "pveplay-bench-")), "site.yml");
  writeFileSync(file, make({ port: Number(new URL(url).port), fingerprint, ca }));
  const env = {
    ...process.env,
    ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
    ANSIBLE_LOCALHOST_WARNING: "0",
    // Releases of the Python modules before 2.0 have no option for it.
    REQUESTS_CA_BUNDLE: ca,
    ANSIBLE_PYTHON_INTERPRETER: join(venv, "bin", "python3"),
  };
  let run;
  const milliseconds = time(() => (run = spawnSync(playbook, ["-i", "localhost,", file], { env, encoding: "utf8" })));
  simulator.kill("SIGTERM");
  if (run.status !== 0) throw new Error(run.stdout + run.stderr);
  return milliseconds;
}

const times = { ours: [], theirs: [] };
for (let run = 0; run < RUNS; run++) {
  times.theirs.push(await measure(theirs));
  times.ours.push(await measure(ours));
}
const [python, node] = [medianOf(times.theirs), medianOf(times.ours)];
console.log(
  `ansible-playbook, 7 tasks on one VM: community.proxmox ${(python / 1000).toFixed(2)} s, ours ${(node / 1000).toFixed(2)} s, ratio ${(node / python).toFixed(2)} (bar 1.00)`,
);
