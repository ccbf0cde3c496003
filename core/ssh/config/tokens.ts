import { hostname } from "node:os";

/** What the `%` tokens of ssh_config(5) stand for. */
export interface Tokens {
  readonly original: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly localUser: string;
  readonly home: string;
}

/** Replaces `%h`, `%p`, `%r`, `%u`, `%n`, `%d`, `%i`, `%k`, `%l`, `%L`, `%%`; unknown ones stay. */
export function expandTokens(text: string, tokens: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    h: tokens.host,
    k: tokens.original,
    n: tokens.original,
    p: String(tokens.port),
    r: tokens.user,
    u: tokens.localUser,
    d: tokens.home,
    i: String(process.getuid?.() ?? 0),
    l: hostname(),
    L: hostname().split(".")[0] ?? "",
  };
  return text.replace(/%(.)/g, (token, letter: string) => values[letter] ?? token);
}

/** A path of the configuration: `~`, `${VARIABLE}` and tokens. */
export function expandPath(text: string, tokens: Tokens): string {
  const plain = text
    .replace(/^~(?=\/|$)/, tokens.home)
    .replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
  return expandTokens(plain, tokens);
}
