import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../spec/parse-args.ts";

/** Keys of the `[proxmox]` section of `~/.vmanager.conf`, by the variable each stands for. */
const KEYS: Readonly<Record<string, string>> = {
  host: "PROXMOX_HOST",
  port: "PROXMOX_PORT",
  user: "PROXMOX_USER",
  password: "PROXMOX_PASSWORD",
  token_id: "PROXMOX_TOKEN_ID",
  token_secret: "PROXMOX_TOKEN_SECRET",
  ca_path: "PROXMOX_CA_PATH",
  fingerprint: "PROXMOX_FINGERPRINT",
  node: "PROXMOX_NODE",
};

/**
 * The environment with `~/.vmanager.conf` (INI, section `[proxmox]`) behind it: variables that are set win.
 * The file counts only while no host is named in the environment, so that its credential never meets another server.
 */
export function withVmanagerConf(env: Environment): Environment {
  if (env["PROXMOX_HOST"] ?? env["PROXMOX_API_HOST"]) return env;
  const text = readOptional(join(env["HOME"] ?? "/nonexistent", ".vmanager.conf"));
  return text === undefined ? env : { ...parseSection(text), ...env };
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parseSection(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*([\w-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    const name = KEYS[(key ?? "").replaceAll("-", "_").replace(/^api_/, "")];
    if (section === "proxmox" && name !== undefined && value !== undefined) found[name] = value;
  }
  return found;
}
