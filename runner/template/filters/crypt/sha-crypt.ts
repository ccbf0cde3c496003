import { hash as hashOnce } from "node:crypto";
import { encodeGroups } from "./base64.ts";

interface Input {
  readonly password: string;
  readonly salt: string;
  readonly rounds: number;
}

type Group = readonly [number, number, number];

/** The order in which SHA-512-crypt writes the bytes of its digest. */
const GROUPS_512: readonly Group[] = [
  ...Array.from({ length: 21 }, (_none, row): Group => {
    const bytes = [row, row + 21, row + 42];
    const turn = row % 3;
    return [bytes[turn] ?? 0, bytes[(turn + 1) % 3] ?? 0, bytes[(turn + 2) % 3] ?? 0];
  }),
  [-1, -1, 63],
];

const GROUPS_256: readonly Group[] = [
  ...Array.from({ length: 10 }, (_none, row): Group => {
    const bytes = [row, row + 10, row + 20];
    const turn = (3 - (row % 3)) % 3;
    return [bytes[turn] ?? 0, bytes[(turn + 1) % 3] ?? 0, bytes[(turn + 2) % 3] ?? 0];
  }),
  [-1, 31, 30],
];

/** The hash part of SHA-256-crypt or SHA-512-crypt, by Drepper's specification of 2007 (in the public domain). */
export function shaCrypt(algorithm: "sha256" | "sha512", { password, salt, rounds }: Input): string {
  const hash = (...parts: readonly Buffer[]): Buffer => hashOnce(algorithm, Buffer.concat(parts), "buffer");
  const key = Buffer.from(password, "utf8");
  const saltBytes = Buffer.from(salt, "utf8");
  const first = hash(key, saltBytes, mixLength(key, saltBytes, hash));
  const keySequence = repeatTo(hash(...Array.from({ length: key.length }, () => key)), key.length);
  const saltCopies = 16 + (first[0] ?? 0);
  const saltSequence = repeatTo(hash(...Array.from({ length: saltCopies }, () => saltBytes)), saltBytes.length);
  let digest = first;
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1;
    const parts = [odd ? keySequence : digest];
    if (round % 3 !== 0) parts.push(saltSequence);
    if (round % 7 !== 0) parts.push(keySequence);
    parts.push(odd ? digest : keySequence);
    digest = hash(...parts);
  }
  return encodeGroups(digest, algorithm === "sha512" ? GROUPS_512 : GROUPS_256);
}

/** What follows key and salt in the first digest: the second digest over the key's length, then by the bits of that length. */
function mixLength(key: Buffer, salt: Buffer, hash: (...parts: readonly Buffer[]) => Buffer): Buffer {
  const second = hash(key, salt, key);
  const parts = [repeatTo(second, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? second : key);
  return Buffer.concat(parts);
}

function repeatTo(block: Buffer, length: number): Buffer {
  return Buffer.alloc(length, block);
}
