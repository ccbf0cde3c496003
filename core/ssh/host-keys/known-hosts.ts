import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { matchesPattern } from "../patterns.ts";
import { keyKind } from "./key-name.ts";

/** A line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: "none" | "revoked" | "cert-authority";
  /** Patterns, or one hashed name. */
  readonly hosts: string;
  readonly kind: string;
  /** Base64 of the key. */
  readonly key: string;
  /** `file:line`. */
  readonly place: string;
}

/** The lines of known_hosts files; files that are not there and lines that make no sense are passed over, as OpenSSH does. */
export function readKnownHosts(files: readonly string[]): readonly KnownHost[] {
  return files.filter((file) => existsSync(file)).flatMap(linesOf);
}

function linesOf(file: string): readonly KnownHost[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index): readonly KnownHost[] => {
      const [, mark, hosts, kind, key] = /^\s*(?:@(\S+)\s+)?([^\s#]\S*)\s+(\S+)\s+([A-Za-z0-9+/=]+)/.exec(line) ?? [];
      if (hosts === undefined || kind === undefined || key === undefined) return [];
      const marker = mark ?? "none";
      if (marker !== "none" && marker !== "revoked" && marker !== "cert-authority") return [];
      return [{ marker, hosts, kind, key, place: `${file}:${index + 1}` }];
    });
}

/** How a host is called in known_hosts: with its port in brackets unless that is 22. */
export function hostKeyName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Whether a line speaks of the name. */
export function speaksOf({ hosts }: KnownHost, name: string): boolean {
  if (hosts.startsWith("|1|")) return isHashOf(hosts, name);
  const patterns = hosts.split(",");
  if (patterns.some((pattern) => pattern.startsWith("!") && fits(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => fits(pattern, name));
}

function fits(pattern: string, name: string): boolean {
  return matchesPattern(pattern, name);
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = "", hash = ""] = hashed.split("|");
  const wanted = Buffer.from(hash, "base64");
  const found = hashOf(name, Buffer.from(salt, "base64"));
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

function hashOf(name: string, salt: Buffer): Buffer {
  return createHmac("sha1", salt).update(name).digest();
}

/** Adds a key to a file, which is made when it is not there; `hash` hides the name. */
export function rememberKey(file: string, key: Buffer, { name, hash }: { name: string; hash: boolean }): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const salt = randomBytes(20);
  const shown = hash ? `|1|${salt.toString("base64")}|${hashOf(name, salt).toString("base64")}` : name;
  const endsOpen = existsSync(file) && /[^\n]$/.test(readFileSync(file, "utf8"));
  const line = `${endsOpen ? "\n" : ""}${shown} ${keyKind(key)} ${key.toString("base64")}\n`;
  appendFileSync(file, line, { mode: 0o600 });
}
