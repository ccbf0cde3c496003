import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { describe, expect, test } from "vitest";
import { HostKeyJudge } from "../../../core/ssh/host-keys/judge.ts";
import type { HostKeyPolicy } from "../../../core/ssh/host-keys/policy.ts";
import { fingerprint } from "../../../core/ssh/host-keys/key-name.ts";
import { makeKey, publicKey } from "../../helpers/sshd.ts";

const folder = mkdtempSync(join(tmpdir(), "pveplay-known-"));
const [own, other, rsa] = ["own", "other", "rsa"].map((name) => {
  makeKey(join(folder, name), name === "rsa" ? "rsa" : "ed25519");
  return publicKey(join(folder, name));
});
const blob = (key = ""): Buffer => Buffer.from(key.split(" ")[1] ?? "", "base64");

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

function judge(lines: readonly string[], policy: Partial<HostKeyPolicy> = {}) {
  const file = join(mkdtempSync(join(folder, "case-")), "known_hosts");
  writeFileSync(file, lines.join("\n"));
  const names = ["[web]:2222", "web"];
  const given: HostKeyPolicy = {
    checking: "strict",
    names,
    files: [file],
    writeTo: file,
    hashNames: false,
    fingerprint: undefined,
    ...policy,
  };
  return { file, code: new HostKeyJudge(given).judge(blob(own))?.code, kinds: new HostKeyJudge(given).knownKinds() };
}

const CASES: Record<string, { lines: readonly string[]; policy?: Partial<HostKeyPolicy>; code?: string }> = {
  "trusts a known key": { lines: [`[web]:2222 ${own}`] },
  "trusts a key under a hashed name": { lines: [`${hashed("[web]:2222")} ${own} me@there`] },
  "trusts a key by pattern": { lines: [`[*]:2222,!x ${own}`] },
  "trusts the key the host has under port 22": { lines: [`web ${own}`] },
  "trusts one of several": { lines: [`[web]:2222 ${other}`, `[web]:2222 ${own}`] },
  "refuses a host never met": { lines: [`mail ${own}`, "# web", ""], code: "SSH_HOST_UNKNOWN" },
  "refuses a key of a host whose pattern is negated": {
    lines: [`*,!web,![web]:2222 ${own}`],
    code: "SSH_HOST_UNKNOWN",
  },
  "refuses a changed key": { lines: [`[web]:2222 ${other}`], code: "SSH_HOST_KEY_CHANGED" },
  "refuses a changed key under accept-new": {
    lines: [`[web]:2222 ${other}`],
    policy: { checking: "accept-new" },
    code: "SSH_HOST_KEY_CHANGED",
  },
  "refuses a key of another kind than known": {
    lines: [`[web]:2222 ${rsa}`],
    policy: { checking: "accept-new" },
    code: "SSH_HOST_UNKNOWN",
  },
  "does not take another key under port 22 for a change": { lines: [`web ${other}`], code: "SSH_HOST_UNKNOWN" },
  "refuses a revoked key, known or not": {
    lines: [`[web]:2222 ${own}`, `@revoked * ${own}`],
    code: "SSH_HOST_KEY_REVOKED",
  },
  "refuses to trust an authority's host without its certificate": {
    lines: [`@cert-authority *.org,[web]:2222 ${other}`],
    code: "SSH_HOST_CERTIFICATE",
  },
  "trusts anything when checking is off": { lines: [`[web]:2222 ${other}`], policy: { checking: "off" } },
  "trusts the pinned key": { lines: [], policy: { fingerprint: fingerprint(blob(own)) } },
  "refuses all but the pinned key, even with checking off": {
    lines: [],
    policy: { checking: "off", fingerprint: fingerprint(blob(other)) },
    code: "SSH_HOST_KEY_CHANGED",
  },
};

describe("HostKeyJudge", () => {
  test.each(Object.entries(CASES))("%s", (_, { lines, policy, code }) => {
    expect(judge(lines, policy).code).toBe(code);
  });

  test.each([false, true])("notes a new key so that OpenSSH finds it (hashed: %s)", (hashNames) => {
    const { file, code } = judge(["mail ssh-ed25519 AAAA"], { checking: "accept-new", hashNames });
    expect(code).toBeUndefined();
    expect(readFileSync(file, "utf8").split("\n")[0]).toBe("mail ssh-ed25519 AAAA");
    const { stdout } = execaSync("ssh-keygen", ["-F", "[web]:2222", "-f", file]);
    expect(stdout).toContain(own);
    expect(judge(readFileSync(file, "utf8").split("\n")).code).toBeUndefined();
  });

  test("asks first for the kinds of keys it knows", () => {
    expect([...judge([`[web]:2222 ${rsa}`, `mail ${own}`]).kinds]).toEqual(["ssh-rsa"]);
  });

  test("agrees with ssh-keygen on fingerprints", () => {
    const { stdout } = execaSync("ssh-keygen", ["-lf", join(folder, "own.pub")]);
    expect(stdout).toContain(fingerprint(blob(own)));
  });
});
