import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execaSync } from "execa";

const SSHD = "/usr/sbin/sshd";

/** Whether OpenSSH's server is on this machine. */
export const hasSshd = existsSync(SSHD);

if (!hasSshd) process.stderr.write("NO SSHD: the tests that need a real OpenSSH server are SKIPPED\n");

/** A running OpenSSH server for the current user, on a free loopback port. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** Private key that is let in. */
  readonly keyFile: string;
  readonly knownHosts: string;
  stop(): Promise<void>;
}

/** Starts an OpenSSH server of our own: own keys, own configuration, nothing of the system's. */
export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-sshd-"));
  const [hostKey, keyFile] = ["host_key", "user_key"].map((name) => join(folder, name));
  if (hostKey === undefined || keyFile === undefined) throw new Error("unreachable");
  for (const file of [hostKey, keyFile]) execaSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  const port = await freePort();
  const authorized = join(folder, "authorized_keys");
  writeFileSync(authorized, readFileSync(`${keyFile}.pub`), { mode: 0o600 });
  const knownHosts = join(folder, "known_hosts");
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const config = join(folder, "sshd_config");
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${authorized}`,
    `PidFile ${join(folder, "pid")}`,
    "PasswordAuthentication no",
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin yes",
    "Subsystem sftp internal-sftp",
    "MaxStartups 100",
    "MaxSessions 100",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const server = spawn(SSHD, ["-D", "-e", "-f", config], { stdio: "ignore" });
  await listening(port, server);
  return { port, user: userInfo().username, keyFile, knownHosts, stop: () => stop(server) };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill("SIGTERM");
  await once(server, "exit");
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}`);
    const socket = connect(port, "127.0.0.1");
    const open = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error("sshd does not listen");
}
