import { existsSync, readFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import type { Client, ConnectConfig } from "ssh2";
import { HintedError } from "../../../core/errors.ts";
import type { ConnectionSpec } from "./connect.ts";
import { checkHostKey } from "./known-hosts.ts";
import { sshConfigOf } from "./ssh-config.ts";
import { readSshArgs } from "./ssh-args.ts";

const KEY_NAMES = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** Logs in over ssh: with the agent, the given key, the user's own keys, the password, in this order. @throws HintedError HOST_UNREACHABLE */
export async function sshConnect(spec: ConnectionSpec, signal: AbortSignal): Promise<Client> {
  // Loaded only when a host is reached over ssh: most of its start-up time would be wasted otherwise.
  const { Client: SshClient } = await import("ssh2");
  const settings = settingsOf(spec);
  const client = new SshClient();
  return new Promise((resolve, reject) => {
    let refusal: string | undefined;
    const stop = (): void => void client.destroy();
    signal.addEventListener("abort", stop, { once: true });
    client.on("ready", () => {
      signal.removeEventListener("abort", stop);
      // Later breaks are reported by the command that notices them.
      client.on("error", () => undefined);
      resolve(client);
    });
    client.once("error", (error) => reject(unreachable(spec, refusal ?? error.message)));
    client.connect({
      ...settings.config,
      hostVerifier: (key: Buffer) => {
        refusal = settings.checksHostKey ? checkHostKey(key, settings) : undefined;
        return refusal === undefined;
      },
    });
  });
}

interface SshSettings {
  readonly host: string;
  readonly port: number;
  readonly knownHosts: readonly string[];
  readonly checksHostKey: boolean;
  readonly config: ConnectConfig;
}

/** What the inventory says, then ssh arguments, then the user's ssh configuration. */
function settingsOf(spec: ConnectionSpec): SshSettings {
  const args = readSshArgs(spec.sshArgs, spec.host);
  const own = sshConfigOf(spec.address);
  const host = own.hostName ?? spec.address;
  const port = spec.port ?? args.port ?? own.port ?? 22;
  const user = spec.user ?? args.user ?? own.user ?? userInfo().username;
  const keyFile = spec.privateKeyFile ?? args.identityFile ?? own.identityFile;
  const agent = process.env["SSH_AUTH_SOCK"];
  const key = keyOf(keyFile);
  return {
    host,
    port,
    knownHosts: args.knownHosts ?? [join(homedir(), ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"],
    checksHostKey: spec.hostKeyChecking && args.checksHostKey,
    config: {
      host,
      port,
      username: user,
      readyTimeout: (args.timeout ?? spec.timeout) * 1000,
      keepaliveInterval: 15_000,
      ...(agent === undefined || agent === "" ? {} : { agent }),
      ...(key === undefined ? {} : { privateKey: key }),
      ...(spec.password === undefined ? {} : { password: spec.password }),
    },
  };
}

function keyOf(file: string | undefined): Buffer | undefined {
  const files = file === undefined ? KEY_NAMES.map((name) => join(homedir(), ".ssh", name)) : [file];
  const found = files.find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found);
}

function unreachable({ host, address }: ConnectionSpec, reason: string): HintedError {
  const where = host === address ? host : `${host} (${address})`;
  const hint = /authentication/i.test(reason)
    ? "Check user, key and password (ansible_user, ansible_ssh_private_key_file, -k)"
    : "Check ansible_host, ansible_port and that the host is up";
  return new HintedError("HOST_UNREACHABLE", `Failed to connect to ${where} via ssh: ${reason}`, { hint });
}
