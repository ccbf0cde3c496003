import { HintedError } from "../errors.ts";
import type { SshOptions } from "./options.ts";

/** How to reach a jump host written as `[user@]host[:port]` or `ssh://[user@]host[:port]`. @throws HintedError SSH_CONFIG */
export function jumpOptions(text: string, target: Pick<SshOptions, "connectTimeout" | "configFile">): SshOptions {
  const bare = text.replace(/^ssh:\/\//, "").replace(/\/$/, "");
  const match = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@]+))(?::(\d+))?$/.exec(bare);
  const host = match?.[2] ?? match?.[3];
  if (host === undefined) {
    throw new HintedError("SSH_CONFIG", `'${text}' is no jump host, expected [user@]host[:port]`, {
      hint: "Correct ProxyJump",
    });
  }
  // As with the ssh program, a jump host is looked up in the configuration and gets none of the target's own options but its patience and the file.
  return {
    host,
    user: match?.[1],
    port: match?.[4] === undefined ? undefined : Number(match[4]),
    connectTimeout: target.connectTimeout,
    configFile: target.configFile,
  };
}
