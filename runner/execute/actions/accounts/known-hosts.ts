import { HintedError } from "../../../../core/errors.ts";
import { resultOf } from "../../result.ts";
import { defineAction } from "../action.ts";
import { targetPath } from "../files/paths.ts";
import { hashedName, type HostKey, isAbout, keyOf, withKey, withoutHost } from "./host-keys.ts";
import { bytesOf, textOf } from "../files/file-text.ts";

/** `known_hosts`: the public key of a host, in the file of a user of the target. */
export const knownHosts = defineAction({
  name: "known_hosts",
  options: {
    name: { type: "str", required: true, aliases: ["host"], description: "The host, or [host]:port." },
    key: { type: "str", description: "Its line: names, kind, key." },
    path: { type: "path", default: "~/.ssh/known_hosts", description: "The file." },
    hash_host: { type: "bool", default: false, description: "Hash the host's name." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is there." },
  },
  async run({ name, key: given, path: asked, hash_host: hash, state }, call) {
    const host = name.toLowerCase();
    const key = given === undefined || given.trim() === "" ? undefined : wantedKey(given, host, hash);
    const target = await call.target();
    const path = targetPath(call, target, asked);
    const info = await target.files.stat(path, { follow: true });
    const before = info ? textOf(await target.files.read(path)) : "";
    const after = edited(before, { host, key, state });
    const changed = after !== before;
    if (changed && !call.checkMode) await target.files.write(path, bytesOf(after));
    const diff = { before, after, before_header: info ? path : "/dev/null", after_header: path };
    return resultOf({
      changed,
      name,
      key: given ?? null,
      path,
      hash_host: hash,
      state,
      ...(call.diff ? { diff } : {}),
    });
  },
});

interface Wanted {
  readonly host: string;
  readonly key: HostKey | undefined;
  readonly state: "absent" | "present";
}

function edited(text: string, { host, key, state }: Wanted): string {
  if (state === "absent") return withoutHost(text, host, key);
  if (key) return withKey(text, host, key);
  throw new HintedError("OPTION_MISSING", "No key specified when adding a host", {
    hint: "Give 'key', such as the line that ssh-keyscan prints",
  });
}

/** The key as it is to stand in the file. @throws HintedError OPTION_INVALID when it is not the host's */
function wantedKey(given: string, host: string, hash: boolean): HostKey {
  const key = keyOf(given);
  if (!key || host.includes(",") || !isAbout(key, host)) {
    throw new HintedError("OPTION_INVALID", "Host parameter does not match hashed host field in supplied key", {
      hint: "Give one host as 'name', and as 'key' a line that begins with this name",
    });
  }
  if (!hash) return key;
  const hosts = hashedName(host);
  const line = [key.marker, hosts, key.type, key.key].filter((word) => word !== "").join(" ");
  return { ...key, hosts, line };
}
