import { pbkdf2, pbkdf2Sync } from "node:crypto";
import { promisify } from "node:util";

const ITERATIONS = 10_000;
const LENGTH = 80;
const DIGEST = "sha256";

/** The three keys made of one password and one salt. */
export interface VaultKey {
  readonly cipher: Buffer;
  readonly hmac: Buffer;
  readonly counter: Buffer;
}

/** One vault password with the keys already derived from it: PBKDF2 runs once per salt and process. */
export class VaultPassword {
  readonly #password: Buffer;
  readonly #keys = new Map<string, VaultKey>();

  constructor(password: Buffer | string) {
    this.#password = typeof password === "string" ? Buffer.from(password, "utf8") : password;
  }

  /** The keys of a salt, derived in this thread (some 5 ms) when they are new. */
  key(salt: Buffer): VaultKey {
    return this.#known(salt) ?? this.#keep(salt, pbkdf2Sync(this.#password, salt, ITERATIONS, LENGTH, DIGEST));
  }

  /** The keys of a salt, derived in the thread pool when they are new: many at once use all processors. */
  async keyAsync(salt: Buffer): Promise<VaultKey> {
    return (
      this.#known(salt) ?? this.#keep(salt, await promisify(pbkdf2)(this.#password, salt, ITERATIONS, LENGTH, DIGEST))
    );
  }

  /** Whether both are the same password. */
  equals(other: VaultPassword): boolean {
    return this.#password.equals(other.#password);
  }

  #known(salt: Buffer): VaultKey | undefined {
    return this.#keys.get(salt.toString("latin1"));
  }

  #keep(salt: Buffer, bytes: Buffer): VaultKey {
    const key = { cipher: bytes.subarray(0, 32), hmac: bytes.subarray(32, 64), counter: bytes.subarray(64, 80) };
    this.#keys.set(salt.toString("latin1"), key);
    return key;
  }
}
