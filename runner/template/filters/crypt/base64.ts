const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The base64 of crypt(3): `count` characters of a number of up to 24 bits, lowest six bits first. */
export function cryptBase64(value: number, count: number): string {
  return Array.from({ length: count }, (_none, at) => ALPHABET.charAt((value >> (6 * at)) & 63)).join("");
}

/** Groups of three bytes of a digest, each given highest byte first; -1 stands for no byte. */
export function encodeGroups(digest: Buffer, groups: readonly (readonly [number, number, number])[]): string {
  const byte = (at: number): number => (at < 0 ? 0 : (digest[at] ?? 0));
  return groups
    .map(([high, middle, low]) => {
      const count = high >= 0 ? 4 : middle >= 0 ? 3 : 2;
      return cryptBase64((byte(high) << 16) | (byte(middle) << 8) | byte(low), count);
    })
    .join("");
}
