import { timingSafeEqual } from "node:crypto";
import { UnreachableError } from "../../errors.ts";
import { fingerprint, keyKind } from "./key-name.ts";
import { type KnownHost, readKnownHosts, rememberKey, speaksOf } from "./known-hosts.ts";
import type { HostKeyPolicy } from "./policy.ts";

/** What is thought of a server's key. */
type Verdict =
  | { readonly kind: "known" }
  | { readonly kind: "unknown" }
  | { readonly kind: "changed" | "revoked" | "authority" | "other-kind"; readonly line: KnownHost };

/** Judges a server's keys by the policy and the known_hosts files, which are read once. */
export class HostKeyJudge {
  readonly #policy: HostKeyPolicy;
  readonly #lines: readonly KnownHost[];

  constructor(policy: HostKeyPolicy) {
    this.#policy = policy;
    this.#lines = policy.checking === "off" && policy.fingerprint === undefined ? [] : readKnownHosts(policy.files);
  }

  /** Kinds of keys known for the host, to be asked for first. */
  knownKinds(): ReadonlySet<string> {
    const lines = this.#lines.filter((line) => line.marker === "none" && this.#isOfHost(line));
    return new Set(lines.map(({ kind }) => kind));
  }

  /**
   * Why a key is refused, or undefined when it is trusted; a new one may be noted in known_hosts.
   * The codes are SSH_HOST_KEY_CHANGED, SSH_HOST_KEY_REVOKED, SSH_HOST_CERTIFICATE and SSH_HOST_UNKNOWN.
   */
  judge(key: Buffer): UnreachableError | undefined {
    const { checking, fingerprint: pinned } = this.#policy;
    if (pinned !== undefined) return isPinned(key, pinned) ? undefined : this.#notPinned(key, pinned);
    if (checking === "off") return undefined;
    const verdict = this.#verdict(key);
    if (verdict.kind === "known") return undefined;
    if (verdict.kind !== "unknown") return refusal(verdict, { key, name: this.#name });
    if (checking === "strict") return unknown(key, this.#name);
    this.#remember(key);
    return undefined;
  }

  get #name(): string {
    return this.#policy.names[0] ?? "";
  }

  #isOfHost(line: KnownHost): boolean {
    return this.#policy.names.some((name) => speaksOf(line, name));
  }

  #verdict(key: Buffer): Verdict {
    const encoded = key.toString("base64");
    const kind = keyKind(key);
    const lines = this.#lines.filter((line) => this.#isOfHost(line));
    const revoked = lines.find((line) => line.marker === "revoked" && line.key === encoded);
    if (revoked) return { kind: "revoked", line: revoked };
    const plain = lines.filter((line) => line.marker === "none");
    if (plain.some((line) => line.key === encoded)) return { kind: "known" };
    // Under its own port a host may have another key than under port 22.
    const own = plain.filter((line) => speaksOf(line, this.#name));
    const changed = own.find((line) => line.kind === kind);
    if (changed) return { kind: "changed", line: changed };
    const authority = lines.find((line) => line.marker === "cert-authority");
    if (authority) return { kind: "authority", line: authority };
    return own[0] ? { kind: "other-kind", line: own[0] } : { kind: "unknown" };
  }

  #remember(key: Buffer): void {
    const { writeTo, hashNames: hash } = this.#policy;
    if (writeTo !== undefined) rememberKey(writeTo, key, { name: this.#name, hash });
  }

  #notPinned(key: Buffer, pinned: string): UnreachableError {
    return new UnreachableError(
      "SSH_HOST_KEY_CHANGED",
      `${this.#name} has the host key ${fingerprint(key)}, expected ${pinned}`,
      { hint: "Find out why before you change the fingerprint: somebody may be listening in" },
    );
  }
}

function isPinned(key: Buffer, pinned: string): boolean {
  const [found, wanted] = [fingerprint(key), pinned.replace(/=+$/, "")].map((text) => Buffer.from(text));
  return (
    found !== undefined && wanted !== undefined && found.length === wanted.length && timingSafeEqual(found, wanted)
  );
}

interface Shown {
  readonly key: Buffer;
  readonly name: string;
}

function refusal(verdict: Extract<Verdict, { readonly line: KnownHost }>, shown: Shown): UnreachableError {
  const { key, name } = shown;
  const print = `${keyKind(key)} ${fingerprint(key)}`;
  const { place, kind: knownKind } = verdict.line;
  switch (verdict.kind) {
    case "changed":
      return new UnreachableError(
        "SSH_HOST_KEY_CHANGED",
        `The host key of ${name} has CHANGED: it is now ${print}, another one is known at ${place}`,
        {
          hint: `Somebody may be listening in: only when you know why it changed, remove the old key with 'ssh-keygen -R ${quoted(name)}'`,
        },
      );
    case "revoked":
      return new UnreachableError("SSH_HOST_KEY_REVOKED", `The host key of ${name}, ${print}, is revoked at ${place}`, {
        hint: "Do not trust this host: give it a new key, or find out who answers in its place",
      });
    case "authority":
      return new UnreachableError(
        "SSH_HOST_CERTIFICATE",
        `${name} is trusted by a certificate authority only (${place}), and host certificates are not supported`,
        { hint: `Note the host's own key in known_hosts, after comparing its fingerprint: ${print}` },
      );
    case "other-kind":
      return new UnreachableError(
        "SSH_HOST_UNKNOWN",
        `${name} shows a host key of another kind, ${print}, than the ${knownKind} known at ${place}`,
        { hint: "Compare the fingerprint on the host itself, then note the key in known_hosts" },
      );
  }
}

function unknown(key: Buffer, name: string): UnreachableError {
  return new UnreachableError(
    "SSH_HOST_UNKNOWN",
    `The host key of ${name} is not known: ${keyKind(key)} ${fingerprint(key)}`,
    {
      hint: "Compare the fingerprint on the host itself and connect once with ssh to note it, or set StrictHostKeyChecking to accept-new",
    },
  );
}

function quoted(name: string): string {
  return name.startsWith("[") ? `"${name}"` : name;
}
