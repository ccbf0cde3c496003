import { join } from "node:path";
import { expandPath, type Tokens } from "../config/tokens.ts";
import { type ConfigValues, problem } from "../config/values.ts";
import type { SshOptions } from "../options.ts";
import { hostKeyName } from "./known-hosts.ts";

/** Which host keys are trusted. */
export interface HostKeyPolicy {
  /** `strict`: known ones. `accept-new`: those of hosts never met are noted and trusted. `off`: any. */
  readonly checking: "strict" | "accept-new" | "off";
  /** How known_hosts calls the host; the second name without the port, which counts as well. */
  readonly names: readonly string[];
  /** The user's files first. */
  readonly files: readonly string[];
  /** The user's file that new keys are noted in. */
  readonly writeTo: string | undefined;
  readonly hashNames: boolean;
  /** The only key to trust. */
  readonly fingerprint: string | undefined;
}

/** Works out which host keys are trusted. `ask` counts as strict: nobody is there to answer. @throws HintedError SSH_CONFIG */
export function hostKeyPolicy(options: SshOptions, values: ConfigValues, tokens: Tokens): HostKeyPolicy {
  const user = values.list("userknownhostsfile") ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"];
  const global = values.list("globalknownhostsfile") ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];
  const own = pathsOf(user, tokens);
  const alias = values.text("hostkeyalias");
  return {
    checking: options.hostKeyChecking === false ? "off" : checkingOf(values),
    names: alias === undefined ? namesOf(tokens) : [expandPath(alias, tokens).toLowerCase()],
    files: [...own, ...pathsOf(global, tokens)],
    writeTo: own[0],
    hashNames: values.flag("hashknownhosts") ?? false,
    fingerprint: options.hostKeyFingerprint,
  };
}

function pathsOf(files: readonly string[], tokens: Tokens): readonly string[] {
  return files
    .filter((file) => file.toLowerCase() !== "none" && file !== "/dev/null")
    .map((file) => join(expandPath(file, tokens)));
}

function namesOf({ host, port }: Tokens): readonly string[] {
  return [...new Set([hostKeyName(host, port), host.toLowerCase()])];
}

function checkingOf(values: ConfigValues): HostKeyPolicy["checking"] {
  const text = values.text("stricthostkeychecking")?.toLowerCase() ?? "ask";
  if (["ask", "yes", "true", "on"].includes(text)) return "strict";
  if (text === "accept-new") return "accept-new";
  if (["no", "off", "false"].includes(text)) return "off";
  throw problem(
    values.place("stricthostkeychecking"),
    `StrictHostKeyChecking is '${text}', expected yes, accept-new, no or ask`,
  );
}
