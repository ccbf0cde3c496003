import { HintedError } from "../../../core/errors.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import type { SshOptions } from "../../../core/ssh/options.ts";
import type { SshSession } from "../../../core/ssh/session.ts";
import type { VmArgs } from "../options.ts";

/** Where and for whom commands run on a node. */
export interface NodeTask {
  readonly node: string;
  readonly args: VmArgs;
  readonly signal: AbortSignal;
}

/** The paths that are no files which the login on the node can read. @throws UnreachableError SSH_*, HintedError SSH_CONFIG */
export function unreadablePaths(task: NodeTask, paths: readonly string[]): Promise<readonly string[]> {
  return onNode(task, async (session) => {
    const missing: string[] = [];
    for (const path of paths) {
      const line = `${asRoot(session)}test -f ${shellQuote(path)}`;
      if ((await session.exec({ line, timeout: task.args.timeout })).rc !== 0) missing.push(path);
    }
    return missing;
  });
}

/** Sets configuration keys of a VM in one call of `qm`: all of them or none. @throws HintedError SSH_COMMAND_FAILED, TARGET_DISK_FULL, SSH_* */
export function qmSet(task: NodeTask, vmid: number, values: Readonly<Record<string, string>>): Promise<void> {
  return onNode(task, async (session) => {
    const options = Object.entries(values).flatMap(([key, value]) => [`--${key}`, value]);
    const words = ["qm", "set", String(vmid), ...options].map(shellQuote).join(" ");
    const { rc, stderr } = await session.exec({ line: `${asRoot(session)}${words}`, timeout: task.args.timeout });
    if (rc !== 0) throw failure(task, rc, stderr.toString("utf8").trim());
  });
}

async function onNode<T>({ node, args, signal }: NodeTask, work: (session: SshSession) => Promise<T>): Promise<T> {
  // Most tasks need no SSH and are not to pay for it.
  const { SshPool } = await import("../../../core/ssh/pool.ts");
  const pool = new SshPool();
  try {
    return await work(await pool.session(sshOptionsOf(node, args), signal));
  } finally {
    pool.close();
  }
}

function sshOptionsOf(node: string, { ssh = {} }: VmArgs): SshOptions {
  return {
    host: ssh.host ?? node,
    port: ssh.port,
    user: ssh.user,
    password: ssh.password,
    privateKeyFile: ssh.private_key_file,
    passphrase: ssh.passphrase,
    hostKeyFingerprint: ssh.fingerprint,
    arguments: ssh.args,
  };
}

function asRoot({ settings }: SshSession): string {
  return settings.user === "root" ? "" : "sudo -n ";
}

function failure({ node }: NodeTask, rc: number, said: string): HintedError {
  const reason = said === "" ? `exit code ${rc}` : said;
  if (/No space left on device/i.test(said))
    return new HintedError("TARGET_DISK_FULL", `The import on ${node} failed: ${reason}`, {
      hint: "Make room on the storage",
    });
  const hint = /sudo: /.test(said)
    ? "Log in as root, or allow the user to run qm by sudo without a password"
    : "Check that 'ssh' leads to the VM's own node, and the storage";
  return new HintedError("SSH_COMMAND_FAILED", `qm set on ${node} failed: ${reason}`, { hint });
}
