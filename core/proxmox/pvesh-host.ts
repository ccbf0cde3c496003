import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { connectionOptions } from "./connection-options.ts";

/** What `api_host` is for root on a node itself, who needs no credential. */
export const PVESH_HOST = "pvesh:";

/** Whether this process runs as root on a Proxmox VE node. */
export function isRootOnNode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (process.getuid?.() !== 0) return false;
  return (env["PATH"] ?? "").split(delimiter).some((folder) => folder !== "" && isExecutable(join(folder, "pvesh")));
}

/** What says where to ask, or as whom; any of it means that somebody has thought about the connection. */
const TELLING = [
  "api_host",
  "api_port",
  "api_user",
  "api_password",
  "api_token_id",
  "api_token_secret",
  "ca_path",
  "fingerprint",
] as const;

type Arguments = Readonly<Record<string, unknown>>;

/** A task's arguments, with {@link PVESH_HOST} for root on a node when neither they nor the environment say anything about the connection. */
export function orThisNode(args: Arguments, env: Readonly<Record<string, string | undefined>>): Arguments {
  const isSaid = TELLING.some((name) => {
    const { env: variables } = connectionOptions[name];
    return args[name] !== undefined || variables.some((variable) => (env[variable] ?? "") !== "");
  });
  return isSaid || !isRootOnNode(env) ? args : { ...args, api_host: PVESH_HOST };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
