import { createHmac, randomBytes } from "node:crypto";
import { matchesPatterns } from "../../../../core/ssh/patterns.ts";

/** A line of known_hosts. */
export interface HostKey {
  /** `@cert-authority` or `@revoked`. */
  readonly marker: string;
  readonly hosts: string;
  readonly type: string;
  readonly key: string;
  readonly line: string;
}

/** Reads a line; undefined for comments and for what is none. */
export function keyOf(line: string): HostKey | undefined {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith("@") ? (words.shift() ?? "") : "";
  const [hosts, type, key] = words;
  if (hosts === undefined || hosts === "" || hosts.startsWith("#") || type === undefined || key === undefined)
    return undefined;
  return { marker, hosts, type, key, line: line.trim() };
}

/** A host's name as known_hosts hides it. */
export function hashedName(host: string, salt: Buffer = randomBytes(20)): string {
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(host).digest("base64")}`;
}

/** Whether a line is about a host, as ssh-keygen -F finds it. */
export function isAbout({ hosts }: HostKey, host: string): boolean {
  const [, kind, salt, digest] = hosts.split("|");
  if (kind === "1") return hashedName(host, Buffer.from(salt ?? "", "base64")).endsWith(`|${digest ?? ""}`);
  return matchesPatterns(hosts.split(","), host);
}

/** The text with a host's key: a line with the same key stays, one of the same kind goes, the new one comes last. */
export function withKey(text: string, host: string, key: HostKey): string {
  const lines = linesOf(text);
  const index = lines.findIndex((line) => isKindOf(keyOf(line), host, key));
  const found = keyOf(lines[index] ?? "");
  if (found && isSame(found, key)) return text;
  const kept = (index < 0 ? lines : lines.toSpliced(index, 1)).join("");
  return `${kept}${kept === "" || kept.endsWith("\n") ? "" : "\n"}${key.line}\n`;
}

/** The text without a host; with a key, only without the first line of the host that has one of its kind. */
export function withoutHost(text: string, host: string, key: HostKey | undefined): string {
  const lines = linesOf(text);
  if (key) {
    const index = lines.findIndex((line) => isKindOf(keyOf(line), host, key));
    return index < 0 ? text : lines.toSpliced(index, 1).join("");
  }
  const kept = lines.filter((line) => {
    const found = keyOf(line);
    return !found || !isAbout(found, host);
  });
  return kept.join("");
}

/** Whether a line stands in the place of a key: the same one, or one of the same type without a marker. */
function isKindOf(found: HostKey | undefined, host: string, key: HostKey): boolean {
  if (!found || !isAbout(found, host)) return false;
  return isSame(found, key) || (found.marker === "" && found.type === key.type);
}

function isSame(found: HostKey, key: HostKey): boolean {
  const areHashed = found.hosts.startsWith("|1|") && key.hosts.startsWith("|1|");
  const sameHosts = areHashed || found.hosts === key.hosts;
  return sameHosts && found.marker === key.marker && found.type === key.type && found.key === key.key;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
