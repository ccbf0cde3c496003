import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expandUser } from "../files.ts";
import { passwordHash } from "../filters/password-hash.ts";
import { intArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { SeededRandom, systemRandom } from "../python/random.ts";
import { text } from "../python/text.ts";
import { keyValues } from "./key-values.ts";
import { lookup, type LookupInput, type LookupTable } from "./lookup.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const CLASSES: Readonly<Record<string, string>> = {
  ascii_lowercase: LOWER,
  ascii_uppercase: LOWER.toUpperCase(),
  ascii_letters: LOWER + LOWER.toUpperCase(),
  digits: DIGITS,
  hexdigits: `${DIGITS}abcdefABCDEF`,
  octdigits: "01234567",
  punctuation: PUNCTUATION,
};
const FIELDS = ["length", "encrypt", "chars", "ident", "seed"];

type Fields = ReadonlyMap<string, Item | undefined>;

function candidates(chars: Item | undefined): string {
  const names =
    chars === undefined
      ? ["ascii_letters", "digits", ".,:-_"]
      : typeof chars === "string"
        ? splitCharacters(chars)
        : iterate(chars).map(text);
  const all = names.map((name) => CLASSES[name] ?? name).join("");
  return all.replaceAll(/["']/g, "");
}

function splitCharacters(chars: string): string[] {
  const names = chars
    .replaceAll(",,", ",")
    .split(",")
    .filter((name) => name !== "");
  return chars.includes(",,") ? [",", ...names] : names;
}

function generate(fields: Fields): string {
  const chars = candidates(fields.get("chars"));
  const seed = fields.get("seed");
  const source = seed === undefined || seed === null ? systemRandom : new SeededRandom(seed);
  const given = fields.get("length") ?? 20;
  const length = typeof given === "string" ? Number(given) : intArgument(given, "length");
  return Array.from({ length }, () => chars.charAt(source.below(chars.length))).join("");
}

/** What a password file holds: the password, and the salt of its hash. */
function parseContent(content: string): { readonly password: string; readonly salt: string | undefined } {
  const at = content.lastIndexOf(" salt=");
  if (at === -1) return { password: content, salt: undefined };
  return { password: content.slice(0, at), salt: content.slice(at + 6).replace(/ ident=.*$/, "") };
}

function password(term: string, input: LookupInput): Item {
  const [path = "", ...words] = term.split(" ");
  const fields = new Map<string, Item | undefined>(FIELDS.map((name) => [name, input.options.item(name)]));
  for (const [name, value] of keyValues(words.join(" "))) {
    if (!FIELDS.includes(name) || value === undefined)
      throw new PythonFailure("ValueError", `Unrecognized parameter given to password lookup: ${name}`);
    fields.set(name, value);
  }
  const file = resolve(input.env.host.cwd, expandUser(path));
  const isNull = file === "/dev/null";
  const stored = !isNull && existsSync(file) ? parseContent(readFileSync(file, "utf8").trimEnd()) : undefined;
  const plain = stored?.password ?? generate(fields);
  const encrypt = fields.get("encrypt") ?? null;
  const salt = stored?.salt ?? (encrypt === null ? undefined : makeSalt(text(encrypt)));
  if (!isNull && (stored?.salt !== salt || !stored)) store(file, salt === undefined ? plain : `${plain} salt=${salt}`);
  if (encrypt === null || text(encrypt) === "") return plain;
  return passwordHash(plain, { type: text(encrypt), salt, saltSize: undefined, rounds: undefined });
}

function makeSalt(type: string): string {
  const chars = `${LOWER + LOWER.toUpperCase() + DIGITS}./`;
  return Array.from({ length: type.startsWith("md5") ? 8 : 16 }, () => chars.charAt(randomInt(chars.length))).join("");
}

function store(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
}

const RANDOM_OPTIONS = [
  "length",
  "upper",
  "lower",
  "numbers",
  "special",
  "min_upper",
  "min_lower",
  "min_numeric",
  "min_special",
  "override_special",
  "override_all",
  "base64",
  "ignore_similar_chars",
  "similar_chars",
];

function randomString({ options }: LookupInput): readonly Item[] {
  const number = (name: string, usual: number): number => {
    const item = options.item(name);
    return item === undefined ? usual : typeof item === "string" ? Number(item) : intArgument(item, name);
  };
  const similar = options.flag("ignore_similar_chars", false) ? (options.text("similar_chars") ?? "il1LoO0") : "";
  const drop = (chars: string): string =>
    Array.from(chars)
      .filter((char) => !similar.includes(char))
      .join("");
  const special = drop(options.text("override_special") ?? PUNCTUATION);
  const kinds = [
    ["upper", "min_upper", drop(LOWER.toUpperCase())],
    ["lower", "min_lower", drop(LOWER)],
    ["numbers", "min_numeric", drop(DIGITS)],
    ["special", "min_special", special],
  ] as const;
  const pick = (chars: string): string => chars.charAt(systemRandom.below(chars.length));
  const all =
    options.text("override_all") ?? kinds.map(([flag, , chars]) => (options.flag(flag, true) ? chars : "")).join("");
  const least =
    options.text("override_all") === undefined
      ? kinds.flatMap(([, minimum, chars]) => Array.from({ length: number(minimum, 0) }, () => pick(chars)))
      : [];
  const rest = Array.from({ length: Math.max(0, number("length", 8) - least.length) }, () => pick(all));
  const mixed = [...least, ...rest]
    .map((char) => [randomInt(2 ** 40), char] as const)
    .sort(([one], [two]) => one - two);
  const made = mixed.map(([, char]) => char).join("");
  return [options.flag("base64", false) ? Buffer.from(made).toString("base64") : made];
}

/** Lookups that make up secrets. */
export const passwordLookups: { readonly builtin: LookupTable; readonly community: LookupTable } = {
  builtin: {
    password: lookup(FIELDS, (input) => input.terms.map((term) => password(stringArgument(term, "file"), input))),
  },
  community: { random_string: lookup(RANDOM_OPTIONS, randomString) },
};
