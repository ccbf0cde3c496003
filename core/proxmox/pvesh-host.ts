import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What `api_host` is for root on a node itself, who needs no credential. */
export const PVESH_HOST = "pvesh:";

/** Whether this process runs as root on a Proxmox VE node. */
export function isRootOnNode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (process.getuid?.() !== 0) return false;
  return (env["PATH"] ?? "").split(delimiter).some((folder) => folder !== "" && isExecutable(join(folder, "pvesh")));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
