/** One line of an authorized_keys file. */
export interface AuthorizedKey {
  /** The key itself, in base64; for other lines (comments, ones nobody understands) the whole line. */
  readonly key: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly comment: string;
  /** As it stands in the file; undefined for a key that is new or changed. */
  readonly line: string | undefined;
}

const TYPE =
  /^(?:sk-|webauthn-sk-)?(?:ssh-(?:rsa|dss|ed25519|xmss)|ecdsa-sha2-nistp\d+|rsa-sha2-\d+)(?:-cert-v01)?(?:@openssh\.com)?$/;

/** Reads a line; undefined when it holds no key. */
export function parseKey(line: string): AuthorizedKey | undefined {
  const words = line
    .replaceAll(String.raw`\#`, "#")
    .trim()
    .split(/\s+/);
  if (words[0]?.startsWith("#")) return undefined;
  const at = words.findIndex((word) => TYPE.test(word));
  const key = words[at + 1];
  if (at < 0 || key === undefined) return undefined;
  return {
    key,
    type: words[at] ?? "",
    options: splitOptions(words.slice(0, at).join(" ")),
    comment: words.slice(at + 2).join(" "),
    line,
  };
}

/** Options at the front of a key: split at commas outside quotes. */
export function splitOptions(text: string): readonly string[] {
  return text.match(/(?:[^,"']|"[^"]*"|'[^']*')+/g) ?? [];
}

/** The lines of a file, in order. */
export function parseFile(text: string): readonly AuthorizedKey[] {
  return text
    .split("\n")
    .filter((line, index, all) => line !== "" || index < all.length - 1)
    .map((line) => parseKey(line) ?? { key: line, type: "", options: [], comment: "", line });
}

/** The text of a file; lines nobody changed stay as they are. */
export function renderFile(keys: readonly AuthorizedKey[]): string {
  return keys
    .map(({ line, options, type, key, comment }) => {
      if (line !== undefined) return `${line}\n`;
      return `${options.length === 0 ? "" : `${options.join(",")} `}${type} ${key} ${comment}\n`;
    })
    .join("");
}

/** The file with a key as it is asked for: a changed one moves to the end, as it would be written anew. */
export function withKey(keys: readonly AuthorizedKey[], wanted: AuthorizedKey): readonly AuthorizedKey[] {
  const old = keys.find(({ key, type }) => type !== "" && key === wanted.key);
  if (old && sameKey(old, wanted)) return keys;
  return [...keys.filter((one) => one !== old), { ...wanted, line: undefined }];
}

function sameKey(a: AuthorizedKey, b: AuthorizedKey): boolean {
  const options = (key: AuthorizedKey): string => key.options.join(",");
  return a.type === b.type && a.comment === b.comment && options(a) === options(b);
}
