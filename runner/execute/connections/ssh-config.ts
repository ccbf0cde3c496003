import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { HintedError } from "../../../core/errors.ts";

/** What `~/.ssh/config` says of a host, as far as it is honoured. */
export interface SshHostConfig {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
}

/** Reads the user's ssh configuration for a host; of several values the first counts, as in OpenSSH. @throws HintedError PLAYBOOK_UNSUPPORTED for jump hosts */
export function sshConfigOf(host: string): SshHostConfig {
  const file = join(homedir(), ".ssh", "config");
  const values = new Map<string, string>();
  let applies = true;
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const [, key = "", value = ""] = /^\s*(\w+)[\s=]+(.*?)\s*$/.exec(line) ?? [];
    const name = key.toLowerCase();
    if (name === "host") applies = isFor(value, host);
    else if (name === "match") applies = value.trim() === "all";
    else if (applies && name !== "" && !values.has(name)) values.set(name, value.replace(/^"(.*)"$/, "$1"));
  }
  refuseJumps(values, host);
  const [hostName, user, port, identity] = ["hostname", "user", "port", "identityfile"].map((name) => values.get(name));
  return {
    ...(hostName === undefined ? {} : { hostName: hostName.replaceAll("%h", host) }),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(identity === undefined ? {} : { identityFile: identity.replace(/^~(?=\/)/, homedir()) }),
  };
}

function isFor(patterns: string, host: string): boolean {
  const words = patterns.split(/\s+/);
  const matches = (pattern: string): boolean => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`).test(host);
  };
  if (words.some((word) => word.startsWith("!") && matches(word.slice(1)))) return false;
  return words.some((word) => !word.startsWith("!") && matches(word));
}

function refuseJumps(values: ReadonlyMap<string, string>, host: string): void {
  const jump = ["proxyjump", "proxycommand"].find((name) => values.has(name) && values.get(name) !== "none");
  if (jump === undefined) return;
  throw new HintedError(
    "PLAYBOOK_UNSUPPORTED",
    `${host} is reached through ${jump} in ~/.ssh/config, which is not supported`,
    {
      hint: "Give an address that can be reached directly in ansible_host",
    },
  );
}
