import { existsSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { HintedError } from "../errors.ts";
import { readArguments } from "./config/arguments.ts";
import { ConfigReader } from "./config/read.ts";
import { expandPath, expandTokens, type Tokens } from "./config/tokens.ts";
import { ConfigValues, problem } from "./config/values.ts";
import { hostKeyPolicy, type HostKeyPolicy } from "./host-keys/policy.ts";
import type { SshOptions } from "./options.ts";

/** Everything about one connection, worked out from options, ssh arguments and configuration files. */
export interface SshSettings {
  /** The name the user gave. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Seconds. */
  readonly connectTimeout: number;
  /** Seconds between signs of life, and how many may stay unanswered. */
  readonly keepalive: { readonly interval: number; readonly countMax: number };
  readonly family: 4 | 6 | undefined;
  readonly bindAddress: string | undefined;
  readonly hostKeys: HostKeyPolicy;
  readonly login: LoginSettings;
  /** Jump hosts from the first to the last, as `[user@]host[:port]`. */
  readonly jumps: readonly string[];
  /** The configuration file that was named, which jump hosts are looked up in as well. */
  readonly configFile: string | undefined;
  readonly forwardAgent: boolean;
  /** The configuration itself, for what is read late. */
  readonly values: ConfigValues;
}

/** How to prove who one is. */
export interface LoginSettings {
  /** Path of the agent's socket. */
  readonly agent: string | undefined;
  readonly identityFiles: readonly string[];
  /** Only keys of the identity files, even when the agent has more. */
  readonly identitiesOnly: boolean;
  /** `publickey`, `keyboard-interactive` and `password`, in the order they are tried. */
  readonly methods: readonly string[];
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
}

const DEFAULT_KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];
const SYSTEM_CONFIG = "/etc/ssh/ssh_config";

/** Works the settings out; what is first said wins: arguments, options, `~/.ssh/config`, the system's configuration. @throws HintedError SSH_CONFIG */
export function sshSettings(options: SshOptions): SshSettings {
  const home = homedir();
  const localUser = userInfo().username;
  const values = new ConfigValues();
  const given = readArguments(options.arguments ?? "", `SSH arguments of ${options.host}`);
  for (const line of given.lines) values.add(line);
  const configFile = options.configFile ?? given.file;
  const reader = new ConfigReader(
    { host: options.host, user: options.user ?? values.text("user"), localUser, home },
    values,
  );
  for (const file of configFiles(configFile, home)) reader.read(file);
  const port = options.port ?? values.number("port") ?? 22;
  const user = options.user ?? values.text("user") ?? localUser;
  const rough: Tokens = { original: options.host, host: options.host, port, user, localUser, home };
  const host = expandTokens(values.text("hostname") ?? options.host, rough);
  const tokens = { ...rough, host };
  return {
    name: options.host,
    host,
    port,
    user: expandTokens(user, tokens),
    connectTimeout: options.connectTimeout ?? values.number("connecttimeout") ?? 30,
    keepalive: {
      interval: values.number("serveraliveinterval") ?? 15,
      countMax: values.number("serveralivecountmax") ?? 3,
    },
    family: familyOf(values),
    bindAddress: values.text("bindaddress"),
    hostKeys: hostKeyPolicy(options, values, tokens),
    login: loginSettings(options, values, tokens),
    jumps: jumpsOf(values, tokens),
    configFile,
    forwardAgent: values.text("forwardagent") !== undefined && values.text("forwardagent") !== "no",
    values,
  };
}

function configFiles(named: string | undefined, home: string): readonly string[] {
  if (named === undefined) return [join(home, ".ssh", "config"), SYSTEM_CONFIG];
  if (named === "none") return [];
  const file = resolve(named.replace(/^~(?=\/)/, home));
  if (existsSync(file)) return [file];
  throw new HintedError("SSH_CONFIG", `The SSH configuration ${file} does not exist`, { hint: "Correct -F" });
}

function loginSettings(options: SshOptions, values: ConfigValues, tokens: Tokens): LoginSettings {
  const configured = (values.list("identityfile") ?? []).filter((file) => file.toLowerCase() !== "none");
  const own = options.privateKeyFile === undefined ? [] : [options.privateKeyFile];
  const named = [...own, ...configured].map((file) => expandPath(file, tokens));
  const isNone = values.list("identityfile")?.some((file) => file.toLowerCase() === "none");
  const defaults = isNone ? [] : DEFAULT_KEYS.map((name) => join(tokens.home, ".ssh", name));
  return {
    agent: agentOf(values, tokens),
    identityFiles: named.length > 0 ? named : defaults,
    identitiesOnly: values.flag("identitiesonly") ?? false,
    methods: methodsOf(values),
    password: options.password,
    privateKey: options.privateKey,
    passphrase: options.passphrase,
  };
}

function agentOf(values: ConfigValues, tokens: Tokens): string | undefined {
  const configured = values.text("identityagent");
  if (configured?.toLowerCase() === "none") return undefined;
  const path =
    configured === undefined || configured === "SSH_AUTH_SOCK"
      ? process.env["SSH_AUTH_SOCK"]
      : configured.startsWith("$") && !configured.startsWith("${")
        ? process.env[configured.slice(1)]
        : expandPath(configured, tokens);
  return path === "" ? undefined : path;
}

/** Methods with the keyword that switches each off, in OpenSSH's order. */
const METHODS: readonly (readonly [string, string])[] = [
  ["publickey", "pubkeyauthentication"],
  ["keyboard-interactive", "kbdinteractiveauthentication"],
  ["password", "passwordauthentication"],
];

function methodsOf(values: ConfigValues): readonly string[] {
  const preferred = values.text("preferredauthentications")?.split(",");
  const allowed = METHODS.filter(([, keyword]) => !isOff(values, keyword)).map(([method]) => method);
  return preferred === undefined ? allowed : preferred.filter((method) => allowed.includes(method));
}

/** `PubkeyAuthentication unbound` and `host-bound` are ways of saying yes. */
function isOff(values: ConfigValues, keyword: string): boolean {
  return ["no", "false", "off"].includes(values.text(keyword)?.toLowerCase() ?? "yes");
}

function familyOf(values: ConfigValues): 4 | 6 | undefined {
  const family = values.text("addressfamily")?.toLowerCase() ?? "any";
  if (family === "any") return undefined;
  if (family === "inet") return 4;
  if (family === "inet6") return 6;
  throw problem(values.place("addressfamily"), `AddressFamily is '${family}', expected any, inet or inet6`);
}

function jumpsOf(values: ConfigValues, tokens: Tokens): readonly string[] {
  const text = values.text("proxyjump");
  if (text === undefined || text.toLowerCase() === "none") return [];
  return expandTokens(text, tokens)
    .split(",")
    .map((jump) => jump.trim());
}
