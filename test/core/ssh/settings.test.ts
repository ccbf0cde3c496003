import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HintedError } from "../../../core/errors.ts";
import type { SshOptions } from "../../../core/ssh/options.ts";
import { sshSettings } from "../../../core/ssh/settings.ts";

let home: string;
const before = { HOME: process.env["HOME"], SSH_AUTH_SOCK: process.env["SSH_AUTH_SOCK"] };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pveplay-home-"));
  mkdirSync(join(home, ".ssh", "config.d"), { recursive: true });
  process.env["HOME"] = home;
  delete process.env["SSH_AUTH_SOCK"];
});

afterEach(() => {
  process.env["HOME"] = before.HOME;
  if (before.SSH_AUTH_SOCK !== undefined) process.env["SSH_AUTH_SOCK"] = before.SSH_AUTH_SOCK;
});

function settings(config: string, options: Partial<SshOptions> = {}) {
  writeFileSync(join(home, ".ssh", "config"), config);
  const { values: _, ...rest } = sshSettings({ host: "web", ...options });
  return rest;
}

const READ: Record<string, { config: string; options?: Partial<SshOptions>; expected: Record<string, unknown> }> = {
  "takes the first value": { config: "Host web\n Port 1\nHost *\n Port 2\n User u", expected: { port: 1, user: "u" } },
  "takes options before the files": {
    config: "Port 1\nUser a",
    options: { port: 9, user: "b" },
    expected: { port: 9, user: "b" },
  },
  "takes arguments before the files": {
    config: "Port 1",
    options: { arguments: "-p 7 -l x" },
    expected: { port: 7, user: "x" },
  },
  "takes options before arguments": { config: "", options: { port: 9, arguments: "-o Port=7" }, expected: { port: 9 } },
  "skips a block with a negated pattern": { config: "Host w* !web\n Port 1\nHost w?b\n Port 2", expected: { port: 2 } },
  "reads quotes, equals signs and comments": {
    config: '# c\nHost = "web" # other\n\tIdentityFile="~/my key"\n',
    expected: { login: expect.objectContaining({ identityFiles: [expect.stringMatching(/^\/.*\/my key$/)] }) },
  },
  "expands %h in HostName": { config: "HostName %h.example.org", expected: { host: "web.example.org", name: "web" } },
  "adds up identity files, the given one first": {
    config: "Host web\n IdentityFile /a\nHost *\n IdentityFile /%r/b\n User u",
    options: { privateKeyFile: "/c" },
    expected: { login: expect.objectContaining({ identityFiles: ["/c", "/a", "/u/b"] }) },
  },
  "splits jump hosts": { config: "ProxyJump a,root@b:99", expected: { jumps: ["a", "root@b:99"] } },
  "takes ssh -W for a jump host": {
    config: "",
    options: { arguments: `-o ProxyCommand="ssh -W %h:%p -q -p 222 ann@gate"` },
    expected: { jumps: ["ann@gate:222"] },
  },
  "takes ssh -W of the configuration for a jump host": {
    config: "ProxyCommand ssh -l ann gate -W %h:%p",
    expected: { jumps: ["ann@gate"] },
  },
  "takes no jump host for none": {
    config: "Host web\n ProxyJump none\nHost *\n ProxyJump gate",
    expected: { jumps: [] },
  },
  "reads -J and quoted -o": {
    config: "",
    options: { arguments: `-J gate -o "ServerAliveInterval 7" -o ConnectTimeout=3 -C` },
    expected: { jumps: ["gate"], connectTimeout: 3, keepalive: { interval: 7, countMax: 3 } },
  },
  "matches by user and host": {
    config: "Host web\n HostName real\nMatch host real user u\n Port 3\nMatch !host real\n Port 4",
    options: { user: "u" },
    expected: { port: 3 },
  },
  "matches all": { config: "Match all\n Port 3", expected: { port: 3 } },
  "ignores what has no meaning here": { config: "ControlMaster auto\nSendEnv LANG\nPort 5", expected: { port: 5 } },
  "allows a ProxyCommand of none": { config: "ProxyCommand none\nPort 5", expected: { port: 5 } },
  "orders methods as preferred": {
    config: "PreferredAuthentications password,publickey\nPasswordAuthentication no",
    expected: { login: expect.objectContaining({ methods: ["publickey"] }) },
  },
  "uses an alias for host keys": {
    config:
      "HostKeyAlias cluster\nUserKnownHostsFile /k1 /k2\nGlobalKnownHostsFile none\nStrictHostKeyChecking accept-new",
    expected: {
      hostKeys: expect.objectContaining({
        names: ["cluster"],
        files: ["/k1", "/k2"],
        writeTo: "/k1",
        checking: "accept-new",
      }),
    },
  },
  "notes no key in the system's files": {
    config: "UserKnownHostsFile /dev/null\nGlobalKnownHostsFile /k",
    expected: { hostKeys: expect.objectContaining({ files: ["/k"], writeTo: undefined }) },
  },
  "names a host with its port": {
    config: "Port 2222",
    expected: { hostKeys: expect.objectContaining({ names: ["[web]:2222", "web"] }) },
  },
  "forces a family": { config: "AddressFamily inet6", expected: { family: 6 } },
};

const REFUSED: Record<string, { config: string; options?: Partial<SshOptions>; message: RegExp }> = {
  "a ProxyCommand": { config: "Host web\n ProxyCommand nc %h %p", message: /config:2: ProxyCommand is not supported/ },
  "an ssh -W with options of its own": {
    config: "ProxyCommand ssh -o StrictHostKeyChecking=no -W %h:%p gate",
    message: /ProxyCommand is not supported/,
  },
  "revoked keys it would not read": { config: "RevokedHostKeys /r", message: /RevokedHostKeys/ },
  "Match exec": { config: "Match exec true\n Port 1", message: /config:1: 'Match exec'/ },
  "an unknown keyword": { config: "Prot 1", message: /unknown keyword 'Prot'/ },
  "a number that is none": { config: "ConnectTimeout soon", message: /connecttimeout is 'soon'/ },
  "a word that is no switch": { config: "StrictHostKeyChecking maybe", message: /expected yes, accept-new, no or ask/ },
  "a line without a value": { config: "Port", message: /no 'Keyword value' line/ },
  "a flag of ssh": { config: "", options: { arguments: "-W a:1" }, message: /SSH argument '-W'/ },
  "a file that includes itself": { config: "Include config", message: /circles/ },
};

describe("sshSettings()", () => {
  test.each(Object.entries(READ))("%s", (_, { config, options, expected }) => {
    expect(settings(config, options)).toMatchObject(expected);
  });

  test.each(Object.entries(REFUSED))("refuses %s", (_, { config, options, message }) => {
    const run = () => settings(config, options);
    expect(run).toThrow(HintedError);
    expect(run).toThrow(expect.objectContaining({ code: "SSH_CONFIG", message: expect.stringMatching(message) }));
  });

  test("does not refuse what stands in another host's block", () => {
    expect(settings("Host other\n ProxyCommand x\nHost web\n Port 4").port).toBe(4);
  });

  test("includes files by pattern, within the block that includes", () => {
    writeFileSync(join(home, ".ssh", "config.d", "1.conf"), "Host web\n Port 11\nHost *\n User inc\n");
    writeFileSync(join(home, ".ssh", "config.d", "2.conf"), "Port 12\n");
    expect(settings("Include config.d/*.conf\nHost web\n User late")).toMatchObject({ port: 11, user: "inc" });
    expect(settings("Host other\n Include config.d/*.conf\nHost web\n Port 4")).toMatchObject({ port: 4 });
  });

  test("reads the file of -F in place of the others, and none for none", () => {
    const file = join(home, "own config");
    writeFileSync(file, "Host web\n User own\n");
    expect(settings("User usual\nPort 5", { arguments: `-F '${file}'` })).toMatchObject({
      user: "own",
      port: 22,
      configFile: file,
    });
    expect(settings("Port 5", { arguments: "-F none" }).port).toBe(22);
    expect(() => settings("", { arguments: "-F /does/not/exist" })).toThrow(
      expect.objectContaining({ code: "SSH_CONFIG" }),
    );
  });

  test("takes the agent of the environment unless the configuration names another", () => {
    process.env["SSH_AUTH_SOCK"] = "/env";
    expect(settings("").login.agent).toBe("/env");
    expect(settings("IdentityAgent none").login.agent).toBeUndefined();
    expect(settings("IdentityAgent ~/a").login.agent).toBe(join(home, "a"));
  });
});
