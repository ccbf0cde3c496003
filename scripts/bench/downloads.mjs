// The memory that files of 1 GB take: get_url, copy and fetch with dist/pveplay.js, on this machine and over an sshd of our own.
// usage: node scripts/bench/downloads.mjs [megabytes]
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ROOT } from "../build/paths.mjs";
import { watchMemory } from "./measure.mjs";

const megabytes = Number(process.argv[2] ?? 1024);
const BYTES = megabytes * 1024 ** 2;
const CHUNK = Buffer.alloc(1024 ** 2);

const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-"));
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-length": BYTES });
  Readable.from(Array.from({ length: megabytes }, () => CHUNK)).pipe(response);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/image.qcow2`;
const sshd = await startSshd();

const source = join(folder, "source");
const here = join(folder, "here");
const there = join(folder, "there");
const TASKS = [
  ["nothing", { debug: { msg: "" } }],
  ["get_url", { get_url: { url, dest: there } }],
  ["get_url that finds it there", { get_url: { url, dest: there, checksum: `sha256:${await digest()}` } }],
  ["copy", { copy: { src: source, dest: join(folder, "copied") } }],
  ["copy that finds it there", { copy: { src: source, dest: join(folder, "copied") } }],
  ["fetch", { fetch: { src: there, dest: here, flat: true } }],
];

try {
  writeFileSync(source, "");
  truncateSync(source, BYTES);
  for (const place of ["local", "ssh"]) {
    for (const [name, task] of TASKS) await measure(place, name, task);
    for (const left of [here, there, join(folder, "copied")]) rmSync(left, { force: true });
  }
} finally {
  sshd.kill();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}

async function measure(place, name, task) {
  const playbook = join(folder, "playbook.yml");
  writeFileSync(playbook, JSON.stringify([{ hosts: place, gather_facts: false, tasks: [task] }]));
  const args = [join(ROOT, "dist", "pveplay.js"), "run", "-i", join(folder, "inventory.ini"), playbook];
  const start = Date.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const memory = watchMemory(child);
  const [code, output] = await Promise.all([once(child, "close").then(([exit]) => exit), text(child.stdout)]);
  const peak = memory.peak();
  if (code !== 0) throw new Error(`${place} ${name}: ${output}`);
  const seconds = (Date.now() - start) / 1000;
  console.log(`${place}: ${name}, ${megabytes} MB: ${peak.toFixed(0)} MB resident at most, ${seconds.toFixed(1)} s`);
}

async function digest() {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (let at = 0; at < BYTES; at += CHUNK.length) hash.update(CHUNK);
  return hash.digest("hex");
}

async function startSshd() {
  const [hostKey, userKey, config] = ["host", "user", "sshd_config"].map((name) => join(folder, name));
  for (const key of [hostKey, userKey]) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${userKey}.pub`,
    `PidFile ${config}.pid`,
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin yes",
    `SetEnv HOME=${folder}`,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  writeFileSync(join(folder, "known_hosts"), `[127.0.0.1]:${port} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  const ssh = `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${userInfo().username} ansible_ssh_private_key_file=${userKey} ansible_ssh_common_args='-o UserKnownHostsFile=${folder}/known_hosts'`;
  writeFileSync(join(folder, "inventory.ini"), `local ansible_connection=local\nssh ${ssh}\n`);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const child = spawn("/usr/sbin/sshd", ["-D", "-f", config], { stdio: "ignore" });
  await listening(port);
  return child;
}

async function listening(port) {
  for (let tries = 0; tries < 50; tries++) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("sshd does not listen");
}
