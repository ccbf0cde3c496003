import { homedir } from "node:os";
import { HintedError } from "../../../core/errors.ts";

/** What `ansible_ssh_common_args` and its like ask for, as far as it is honoured. */
export interface SshArgs {
  readonly port?: number;
  readonly user?: string;
  readonly identityFile?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly knownHosts?: readonly string[];
  readonly checksHostKey: boolean;
}

/** Options without a meaning here: connections are kept anyway, and nothing asks questions. */
const NEEDLESS: ReadonlySet<string> = new Set([
  "batchmode",
  "compression",
  "controlmaster",
  "controlpath",
  "controlpersist",
  "forwardagent",
  "identitiesonly",
  "loglevel",
  "passwordauthentication",
  "preferredauthentications",
  "serveralivecountmax",
  "serveraliveinterval",
  "tcpkeepalive",
  "updatehostkeys",
  "addkeystoagent",
  "gssapiauthentication",
]);

/** Reads options of the ssh program. @throws HintedError PLAYBOOK_UNSUPPORTED for what would change where or how a host is reached */
export function readSshArgs(text: string, host: string): SshArgs {
  const values = new Map<string, string>();
  const words = text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const [, flag, attached = ""] = /^-([oilpC46Avq])(.*)$/.exec(word) ?? [];
    if (flag === undefined) throw unsupported(word, host);
    if ("C46Avq".includes(flag)) continue;
    const value = attached === "" ? (words[(at += 1)] ?? "") : attached;
    if (flag === "o") setOption(values, value, host);
    else values.set({ i: "identityfile", l: "user", p: "port" }[flag] ?? flag, value);
  }
  return argsOf(values);
}

function setOption(values: Map<string, string>, text: string, host: string): void {
  const [, name = "", value = ""] = /^(\w+)[=\s]+(.*)$/.exec(text.replace(/^(["'])(.*)\1$/, "$2")) ?? [];
  const key = name.toLowerCase();
  if (NEEDLESS.has(key)) return;
  if (!KNOWN.has(key)) throw unsupported(`-o ${text}`, host);
  values.set(key, value.replace(/^(["'])(.*)\1$/, "$2"));
}

const KNOWN: ReadonlySet<string> = new Set([
  "connecttimeout",
  "identityfile",
  "port",
  "stricthostkeychecking",
  "user",
  "userknownhostsfile",
]);

function argsOf(values: ReadonlyMap<string, string>): SshArgs {
  const [port, user, identity, timeout, files, strict] = [
    "port",
    "user",
    "identityfile",
    "connecttimeout",
    "userknownhostsfile",
    "stricthostkeychecking",
  ].map((name) => values.get(name));
  return {
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(user === undefined ? {} : { user }),
    ...(identity === undefined ? {} : { identityFile: identity.replace(/^~(?=\/)/, homedir()) }),
    ...(timeout === undefined ? {} : { timeout: Number(timeout) }),
    ...(files === undefined
      ? {}
      : { knownHosts: files.split(/\s+/).map((file) => file.replace(/^~(?=\/)/, homedir())) }),
    checksHostKey: strict === undefined || !["no", "off", "accept-new"].includes(strict.toLowerCase()),
  };
}

function unsupported(word: string, host: string): HintedError {
  return new HintedError("PLAYBOOK_UNSUPPORTED", `ssh argument '${word}' of ${host} is not supported`, {
    hint: `Remove it; supported are -i, -l, -p and -o with ${[...KNOWN].join(", ")}`,
  });
}
