import { createHmac, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

/** Whose key it is to be, and the files that know keys. */
export interface KnownHost {
  readonly host: string;
  readonly port: number;
  readonly knownHosts: readonly string[];
}

/** Compares a server's key with the known ones. @returns why it is refused, or undefined when it is known */
export function checkHostKey(key: Buffer, known: KnownHost): string | undefined {
  const name = known.port === 22 ? known.host : `[${known.host}]:${known.port}`;
  const encoded = key.toString("base64");
  let isOther = false;
  for (const line of known.knownHosts.flatMap(linesOf)) {
    const [hosts = "", type, data] = line.split(/\s+/);
    if (!matches(hosts, name)) continue;
    if (data === encoded) return undefined;
    // Other kinds of keys of the same host are no contradiction.
    if (type === keyType(key)) isOther = true;
  }
  if (isOther)
    return `the host key of ${name} has CHANGED: somebody may be listening in; remove the old key from known_hosts only if you know why`;
  return `the host key of ${name} is not known: connect once with ssh, or set host_key_checking to false`;
}

function linesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#") && !line.startsWith("@"));
}

function matches(hosts: string, name: string): boolean {
  return hosts
    .split(",")
    .some((pattern) => (pattern.startsWith("|1|") ? matchesHash(pattern, name) : matchesName(pattern, name)));
}

function matchesName(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(name);
}

function matchesHash(pattern: string, name: string): boolean {
  const [, , salt = "", hash = ""] = pattern.split("|");
  const wanted = Buffer.from(hash, "base64");
  const found = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** The kind of a key, which its wire form begins with. */
function keyType(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString("ascii");
}
