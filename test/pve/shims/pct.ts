import { spawnSync } from "node:child_process";
import { ToolFailure } from "./failure.ts";
import type { NodeApi } from "./node-api.ts";
import { need, readWords } from "./words.ts";

/** `pct`: containers of this node. `exec` runs the command on this machine, with our own input and outputs. @returns what it prints */
export async function pct(api: NodeApi, args: readonly string[]): Promise<string> {
  const [command = "", vmid = "", ...rest] = args;
  const path = api.path(`/lxc/${vmid}`);
  switch (command) {
    case "status":
      return `status: ${await statusOf(api, path)}\n`;
    case "start":
    case "stop":
    case "shutdown":
      await api.call("post", `${path}/status/${command}`, readWords(rest).options);
      return "";
    case "exec": {
      need(readWords([vmid]), 0, "pct exec <vmid> [<extra-args>] [OPTIONS]");
      if ((await statusOf(api, path)) !== "running") throw new ToolFailure(`container '${vmid}' not running!`);
      await api.close();
      return execute(rest[0] === "--" ? rest.slice(1) : rest);
    }
    default:
      throw new ToolFailure(`ERROR: unknown command 'pct ${command}'`);
  }
}

async function statusOf(api: NodeApi, path: string): Promise<string> {
  return String(Object(await api.call("get", `${path}/status/current`)).status);
}

/** A container has an environment of its own. */
function execute([program = "", ...args]: readonly string[]): never {
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", container: "lxc" };
  const done = spawnSync(program, args, { stdio: "inherit", env });
  if (done.error) throw new ToolFailure(`lxc-attach: ${program}: ${done.error.message}`, 127);
  process.exit(done.status ?? 128);
}
