// 50 hosts x 20 commands over sshd's of our own: our sessions against one persistent OpenSSH ControlMaster a host, the same commands.
// Interleaved rounds; prints the ratio of the medians (bar 2.0) and what is left open afterwards (file descriptors, memory).
// usage: node scripts/bench/ssh.mjs [hosts] [commands] [rounds]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ROOT } from "../build/paths.mjs";
import { medianOf } from "./measure.mjs";

const [hosts, commands, rounds] = [50, 20, 3].map((usual, at) => Number(process.argv[at + 2] ?? usual));
/** As many hosts at a time as a run with --forks has. */
const FORKS = 10;
const SERVERS = 5;

const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-ssh-"));
const key = join(folder, "key");
await program("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
const servers = await Promise.all(Array.from({ length: SERVERS }, (_, index) => startServer(index)));
const SshPool = await loadPool();

/** Hosts are names of their own on a few servers: each gets its own connection. */
const targets = Array.from({ length: hosts }, (_, index) => ({ name: `h${index}`, server: servers[index % SERVERS] }));
writeFileSync(join(folder, "config"), targets.map(blockOf).join(""));
const never = new AbortController().signal;
const ours = [];
const theirs = [];
const memory = [];
const open = [];

const atFirst = readdirSync("/proc/self/fd").length;

try {
  const pool = new SshPool();
  await masters("-MNf");
  await inForks(targets, (target) => ourCommands(pool, target, 1));
  for (let round = 0; round < rounds; round++) {
    theirs.push(await timed(() => inForks(targets, openSshCommands)));
    ours.push(await timed(() => inForks(targets, (target) => ourCommands(pool, target, commands))));
    globalThis.gc?.();
    memory.push(process.memoryUsage().rss / 1024 ** 2);
    open.push(readdirSync("/proc/self/fd").length);
  }
  await masters("-Oexit");
  pool.close();
  report(await remaining());
} finally {
  for (const { child } of servers) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

function report(left) {
  const [our, their] = [medianOf(ours), medianOf(theirs)];
  console.log(
    `ssh: ${hosts} hosts x ${commands} commands, ${FORKS} at a time: ours ${our.toFixed(0)} ms, OpenSSH over a ControlMaster ${their.toFixed(0)} ms, ratio ${(our / their).toFixed(2)} (bar 2.00)`,
  );
  console.log(
    `  after each round: ${open.join(", ")} descriptors, ${memory.map((mb) => mb.toFixed(0)).join(", ")} MiB`,
  );
  console.log(`  before: ${atFirst} descriptors, after closing: ${left}`);
}

async function remaining() {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return readdirSync("/proc/self/fd").length;
}

async function ourCommands(pool, { name, server }, times) {
  const session = await pool.session(
    {
      host: "127.0.0.1",
      port: server.port,
      user: userInfo().username,
      privateKeyFile: key,
      // The alias makes each host a connection of its own.
      arguments: `-o UserKnownHostsFile=${server.knownHosts} -o HostKeyAlias=${name} -o IdentitiesOnly=yes`,
    },
    never,
  );
  for (let n = 0; n < times; n++) {
    const { rc, stdout } = await session.exec({ line: `echo ${n}` });
    if (rc !== 0 || String(stdout) !== `${n}\n`) throw new Error(`${name}: ${rc} ${stdout}`);
  }
}

async function openSshCommands({ name }) {
  for (let n = 0; n < commands; n++) {
    const said = await program("ssh", ["-F", join(folder, "config"), name, `echo ${n}`]);
    if (said !== `${n}\n`) throw new Error(`${name}: ${said}`);
  }
}

async function masters(flag) {
  await inForks(targets, ({ name }) => program("ssh", ["-F", join(folder, "config"), flag, name]));
}

function blockOf({ name, server }) {
  const lines = [
    `HostName 127.0.0.1`,
    `Port ${server.port}`,
    `User ${userInfo().username}`,
    `IdentityFile ${key}`,
    "IdentitiesOnly yes",
    `HostKeyAlias ${name}`,
    `UserKnownHostsFile ${server.knownHosts}`,
    `ControlPath ${join(folder, name)}`,
    "LogLevel ERROR",
  ];
  return `Host ${name}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

async function inForks(items, work) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: FORKS }, worker));
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function program(name, args) {
  // A master in the background keeps what it inherits: its output is not waited for.
  const quiet = args.includes("-MNf") || args.includes("-Oexit");
  const child = spawn(name, args, { stdio: ["ignore", quiet ? "ignore" : "pipe", "ignore"] });
  let said = "";
  child.stdout?.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, quiet ? "exit" : "close");
  if (code !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${code}`);
  return said;
}

async function startServer(index) {
  const hostKey = join(folder, `host${index}`);
  await program("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey]);
  const knownHosts = join(folder, `known${index}`);
  const [kind, blob] = readFileSync(`${hostKey}.pub`, "utf8").split(" ");
  writeFileSync(knownHosts, `* ${kind} ${blob}\n`);
  const port = await freePort();
  const config = join(folder, `sshd${index}`);
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${key}.pub`,
    `PidFile ${config}.pid`,
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin yes",
    "MaxStartups 200",
    // The login's own start-up files are not what is measured.
    `SetEnv HOME=${folder}`,
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const child = spawn("/usr/sbin/sshd", ["-D", "-f", config], { stdio: "ignore" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { child, port, knownHosts };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function loadPool() {
  const outfile = join(folder, "pool.mjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["core/ssh/pool.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["cpu-features", "*.node"],
    banner: {
      js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url),__dirname=import.meta.dirname;',
    },
    logLevel: "error",
  });
  return (await import(pathToFileURL(outfile).href)).SshPool;
}
