/** Why the API said no, as far as its words tell. */
export type Denial =
  /** One of the privileges is needed on the path. */
  | { readonly kind: "privilege"; readonly path: string; readonly privileges: readonly string[] }
  /** A check of several privileges at once, which does not say what is missing. */
  | { readonly kind: "unnamed" }
  /** What the path would be made of has characters no name may have. */
  | { readonly kind: "bad-name"; readonly privileges: readonly string[] }
  | { readonly kind: "no-pool"; readonly pool: string }
  /** Only root@pam with its password may do it. */
  | { readonly kind: "root-only"; readonly what: string }
  /** No API token may make the call at all. */
  | { readonly kind: "no-token"; readonly call: string }
  | { readonly kind: "no-credential" }
  | { readonly kind: "bad-token" }
  | { readonly kind: "bad-password" }
  | { readonly kind: "old-ticket" };

type Reading = readonly [pattern: RegExp, read: (match: RegExpExecArray) => Denial];

/** The words of the API, in the order they are looked for (source: recorded answers). */
const READINGS: readonly Reading[] = [
  [/No ticket/, () => ({ kind: "no-credential" })],
  [/Authentication failed!/, () => ({ kind: "bad-token" })],
  [/authentication failure/, () => ({ kind: "bad-password" })],
  [/invalid csrf token|invalid PVE ticket/, () => ({ kind: "old-ticket" })],
  [/URI '([^']*)' not available with API token/, ([, call = ""]) => ({ kind: "no-token", call })],
  [
    /(?:Permission check failed \()?([^()\n]*(?:\([^()]*\) )?)is only allowed for root@pam/,
    ([, what = ""]) => ({ kind: "root-only", what: what.trim() }),
  ],
  [/only root can set '([^']*)' config/, ([, what = ""]) => ({ kind: "root-only", what: `setting '${what}'` })],
  [/Only root (?:may use this option|can pass)|user != root@pam/, () => ({ kind: "root-only", what: "this" })],
  [/pool '([^']*)' does not exist/, ([, pool = ""]) => ({ kind: "no-pool", pool })],
  [/Permission check failed \(, ([\w.|]+)/, ([, names = ""]) => ({ kind: "bad-name", privileges: names.split("|") })],
  [
    /\((\/[^\s,)]*), ([A-Za-z]+\.[\w.|]+)\)/,
    ([, path = "", names = ""]) => ({ kind: "privilege", path, privileges: names.split("|") }),
  ],
  [/Permission check failed/, () => ({ kind: "unnamed" })],
];

/** What a refusal of the API means: the text of a status line, of a body, or of a message that holds either. */
export function readDenial(text: string): Denial | undefined {
  for (const [pattern, read] of READINGS) {
    const match = pattern.exec(text);
    if (match) return read(match);
  }
  return undefined;
}
