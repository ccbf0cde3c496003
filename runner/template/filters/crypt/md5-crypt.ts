import { createHash } from "node:crypto";
import { encodeGroups } from "./base64.ts";

const md5 = (...parts: readonly Buffer[]): Buffer => createHash("md5").update(Buffer.concat(parts)).digest();

const GROUPS: readonly (readonly [number, number, number])[] = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
  [-1, -1, 11],
];

/** The hash part of MD5-crypt: 1,000 rounds over key, salt and digest, as FreeBSD defined it. */
export function md5Crypt(password: string, salt: string): string {
  const key = Buffer.from(password, "utf8");
  const saltBytes = Buffer.from(salt, "utf8");
  const inner = md5(key, saltBytes, key);
  const parts = [key, Buffer.from("$1$"), saltBytes, Buffer.alloc(key.length, inner)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? Buffer.from([0]) : key.subarray(0, 1));
  let digest = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    const mixed = [odd ? key : digest];
    if (round % 3 !== 0) mixed.push(saltBytes);
    if (round % 7 !== 0) mixed.push(key);
    mixed.push(odd ? digest : key);
    digest = md5(...mixed);
  }
  return encodeGroups(digest, GROUPS);
}
