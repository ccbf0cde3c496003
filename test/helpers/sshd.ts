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
  /** The server's own folder, for more files beside its keys. */
  readonly folder: string;
  /** The host key as a known_hosts line has it: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  readonly stop: () => Promise<void>;
}

/** What is not as usual about a server. */
export interface SshdOptions {
  /** Lines of sshd_config, which win over the usual ones. */
  readonly config?: readonly string[];
  /** Kinds of host keys, `ed25519` when not given; the first is the one in `hostKey`. */
  readonly hostKeys?: readonly string[];
  /** Kind of the user's key, `ed25519` when not given, and its passphrase. */
  readonly userKey?: string;
  readonly passphrase?: string;
  /** Variables that a login finds. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an OpenSSH server of our own: own keys, own configuration, nothing of the system's. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-sshd-"));
  const kinds = options.hostKeys ?? ["ed25519"];
  for (const kind of kinds) makeKey(join(folder, `host_${kind}`), kind);
  const keyFile = join(folder, "user_key");
  makeKey(keyFile, options.userKey ?? "ed25519", options.passphrase);
  const port = await freePort();
  writeFileSync(join(folder, "authorized_keys"), readFileSync(`${keyFile}.pub`), { mode: 0o600 });
  const hostKey = publicKey(join(folder, `host_${kinds[0] ?? ""}`));
  const knownHosts = join(folder, "known_hosts");
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const config = join(folder, "sshd_config");
  // The login's own start-up files are not what is tested. The server reads one such line only.
  const env = Object.entries({ HOME: folder, ...options.env }).map(([name, value]) => `${name}=${value}`);
  const own = [...(options.config ?? []), `SetEnv ${env.join(" ")}`];
  writeFileSync(config, configText({ folder, port, kinds, own }));
  const server = spawn(SSHD, ["-D", "-e", "-f", config], { stdio: "ignore" });
  await listening(port, server);
  return { port, user: userInfo().username, keyFile, knownHosts, folder, hostKey, stop: () => stop(server) };
}

/** Makes a key pair with ssh-keygen. */
export function makeKey(file: string, kind: string, passphrase = ""): void {
  execaSync("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-f", file]);
}

/** Kind and key of a public key file, without its comment. */
export function publicKey(file: string): string {
  return readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" ").trim();
}

interface ConfigParts {
  readonly folder: string;
  readonly port: number;
  readonly kinds: readonly string[];
  readonly own: readonly string[];
}

function configText({ folder, port, kinds, own }: ConfigParts): string {
  const lines = [
    ...own,
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...kinds.map((kind) => `HostKey ${join(folder, `host_${kind}`)}`),
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    `PidFile ${join(folder, "pid")}`,
    "PasswordAuthentication no",
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin yes",
    "Subsystem sftp internal-sftp",
    "MaxStartups 100",
    "MaxSessions 100",
  ];
  return `${lines.join("\n")}\n`;
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
