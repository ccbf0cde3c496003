import { randomInt } from "node:crypto";
import { PythonFailure } from "../python/failure.ts";
import { md5Crypt } from "./crypt/md5-crypt.ts";
import { shaCrypt } from "./crypt/sha-crypt.ts";

/** What a password is hashed with. */
interface HashOptions {
  readonly type: string;
  /** Random when not given. */
  readonly salt: string | undefined;
  readonly saltSize: number | undefined;
  readonly rounds: number | undefined;
}

interface Scheme {
  readonly saltSize: number;
  readonly prefix: string;
  /** What is used when no rounds are asked for: the defaults of passlib 1.7, which Ansible uses. */
  readonly rounds: number;
}

const NAMES: Readonly<Record<string, string>> = {
  md5: "md5_crypt",
  sha256: "sha256_crypt",
  sha512: "sha512_crypt",
  blowfish: "bcrypt",
};
const SCHEMES: Readonly<Record<string, Scheme>> = {
  md5_crypt: { saltSize: 8, prefix: "$1$", rounds: 1000 },
  sha256_crypt: { saltSize: 16, prefix: "$5$", rounds: 535_000 },
  sha512_crypt: { saltSize: 16, prefix: "$6$", rounds: 656_000 },
};
/** Names of the schemes that passwords can be hashed with. */
export const passwordSchemes: readonly string[] = Object.keys(SCHEMES);

const SALT_CHARACTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** The rounds that a hash without a rounds part stands for. */
const IMPLICIT_ROUNDS = 5000;

/** A password hash as `crypt(3)` takes it. @throws PythonFailure ValueError for an unknown scheme or a bad salt */
export function passwordHash(password: string, options: HashOptions): string {
  const name = NAMES[options.type] ?? options.type;
  const scheme = SCHEMES[name];
  if (!scheme)
    throw new PythonFailure("ValueError", `password_hash can not make ${name} hashes here: use sha512, sha256 or md5`);
  const size = options.saltSize ?? scheme.saltSize;
  const salt = options.salt ?? Array.from({ length: size }, () => SALT_CHARACTERS.charAt(randomInt(64))).join("");
  if (!/^[./0-9A-Za-z]*$/.test(salt)) throw new PythonFailure("ValueError", `invalid characters in ${name} salt`);
  if (salt.length > scheme.saltSize)
    throw new PythonFailure("ValueError", `${name} salt is too long (at most ${scheme.saltSize} characters)`);
  if (name === "md5_crypt") return `$1$${salt}$${md5Crypt(password, salt)}`;
  const rounds = options.rounds ?? scheme.rounds;
  if (!(rounds >= 1000 && rounds <= 999_999_999))
    throw new PythonFailure("ValueError", "rounds must be between 1000 and 999999999");
  const shown = rounds === IMPLICIT_ROUNDS ? "" : `rounds=${rounds}$`;
  return `${scheme.prefix}${shown}${salt}$${shaCrypt(name === "sha512_crypt" ? "sha512" : "sha256", { password, salt, rounds })}`;
}
