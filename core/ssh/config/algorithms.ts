import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from "ssh2";
import { matchesPattern } from "../patterns.ts";
import { type ConfigValues, problem } from "./values.ts";

/** What is offered and what is known: the second is used only when the configuration names it. */
interface Choice<T extends string> {
  readonly offered: readonly T[];
  readonly known: readonly T[];
}

const KEX: Choice<KexAlgorithm> = {
  offered: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
  ],
  known: [
    "diffie-hellman-group15-sha512",
    "diffie-hellman-group17-sha512",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group1-sha1",
  ],
};

const CIPHERS: Choice<CipherAlgorithm> = {
  offered: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"],
  known: ["chacha20-poly1305@openssh.com", "aes128-gcm", "aes256-gcm", "aes256-cbc", "aes192-cbc", "aes128-cbc"],
};

const MACS: Choice<MacAlgorithm> = {
  offered: [
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha1-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
    "hmac-sha1",
  ],
  known: ["hmac-sha2-256-96", "hmac-sha2-512-96", "hmac-sha1-96"],
};

/** `ssh-rsa` signs with SHA-1 and is left out, as OpenSSH does since 8.8. */
const HOST_KEYS: Choice<ServerHostKeyAlgorithm> = {
  offered: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
  known: ["ssh-rsa", "ssh-dss"],
};

/**
 * What to offer the server: the configuration's choice, and host keys of the kinds already known first, so that a server
 * with several keys shows the one that can be checked. @throws HintedError SSH_CONFIG when nothing that is supported is left
 */
export function algorithmsOf(values: ConfigValues, knownKinds: ReadonlySet<string>): Algorithms {
  const serverHostKey = chosen(values, "hostkeyalgorithms", HOST_KEYS);
  const isKnown = (name: string): boolean => knownKinds.has(name.startsWith("rsa-sha2") ? "ssh-rsa" : name);
  return {
    kex: chosen(values, "kexalgorithms", KEX),
    cipher: chosen(values, "ciphers", CIPHERS),
    hmac: chosen(values, "macs", MACS),
    serverHostKey: [...serverHostKey.filter(isKnown), ...serverHostKey.filter((name) => !isKnown(name))],
    compress: values.flag("compression") === true ? ["zlib@openssh.com", "zlib", "none"] : ["none"],
  };
}

/** A list as OpenSSH writes it: `+` appends, `-` removes, `^` puts first, else it replaces. */
function chosen<T extends string>(values: ConfigValues, name: string, { offered, known }: Choice<T>): T[] {
  const text = values.text(name);
  if (text === undefined) return [...offered];
  const all = [...offered, ...known];
  const patterns = text.replace(/^[+^-]/, "").split(",");
  const named = patterns.flatMap((pattern) => all.filter((item) => matchesPattern(pattern, item)));
  const result = combine(text[0] ?? "", [...offered], named);
  if (result.length > 0) return [...new Set(result)];
  throw problem(values.place(name), `${name} '${text}' leaves nothing that is supported`);
}

function combine<T>(sign: string, offered: T[], named: T[]): T[] {
  if (sign === "+") return [...offered, ...named];
  if (sign === "-") return offered.filter((item) => !named.includes(item));
  return sign === "^" ? [...named, ...offered] : named;
}
