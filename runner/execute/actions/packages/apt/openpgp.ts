import { createHash } from "node:crypto";

/** A public key with its subkeys, as it stands in a keyring. */
export interface PublicKey {
  /** Fingerprints in upper case, the primary key's first. */
  readonly fingerprints: readonly string[];
  readonly packets: Buffer;
}

/** Tags of RFC 4880: what begins a key, and what belongs to it. */
const PRIMARY = 6;
const SUBKEY = 14;

/** The keys in binary or armored data; none when it is something else. */
export function readPublicKeys(data: Buffer): readonly PublicKey[] {
  const binary = data.includes("-----BEGIN PGP") ? dearmor(data.toString("latin1")) : data;
  const keys: { fingerprints: string[]; packets: Buffer }[] = [];
  for (let at = 0; at < binary.length;) {
    const packet = readPacket(binary, at);
    if (!packet) return [];
    const { tag, body, end } = packet;
    const last = keys.at(-1);
    if (tag === PRIMARY) keys.push({ fingerprints: [fingerprint(body)], packets: binary.subarray(at, end) });
    else if (last) {
      last.packets = Buffer.concat([last.packets, binary.subarray(at, end)]);
      if (tag === SUBKEY) last.fingerprints.push(fingerprint(body));
    }
    at = end;
  }
  return keys;
}

/** Keys as the content of a keyring. */
export function renderKeyring(keys: readonly PublicKey[]): Buffer {
  return Buffer.concat(keys.map(({ packets }) => packets));
}

function dearmor(text: string): Buffer {
  const blocks = text.matchAll(/-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(.*?)-----END/gs);
  return Buffer.concat(
    [...blocks].map(([, block = ""]) => {
      // Headers end at the first empty line; the last line is a checksum.
      const body = block.slice(block.search(/\r?\n\r?\n|^\r?\n/)).replaceAll(/^=.*$/gm, "");
      return Buffer.from(body.replaceAll(/\s/g, ""), "base64");
    }),
  );
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
  readonly end: number;
}

function readPacket(data: Buffer, at: number): Packet | undefined {
  const head = data[at] ?? 0;
  if ((head & 0x80) === 0) return undefined;
  const isNew = (head & 0x40) !== 0;
  const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
  const size = isNew ? newLength(data, at + 1) : oldLength(data, at + 1, head & 3);
  if (!size || size.start + size.length > data.length) return undefined;
  const end = size.start + size.length;
  return { tag, body: data.subarray(size.start, end), end };
}

interface Size {
  readonly start: number;
  readonly length: number;
}

function newLength(data: Buffer, at: number): Size | undefined {
  const first = data[at] ?? 0;
  if (first < 192) return { start: at + 1, length: first };
  if (first < 224) return { start: at + 2, length: ((first - 192) << 8) + (data[at + 1] ?? 0) + 192 };
  // Parts of a length not known beforehand do not occur in keys.
  return first === 255 ? { start: at + 5, length: data.readUInt32BE(at + 1) } : undefined;
}

function oldLength(data: Buffer, at: number, kind: number): Size | undefined {
  const bytes = [1, 2, 4][kind];
  return bytes === undefined || at + bytes > data.length
    ? undefined
    : { start: at + bytes, length: data.readUIntBE(at, bytes) };
}

function fingerprint(body: Buffer): string {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return createHash("sha1")
    .update(Buffer.from([0x99]))
    .update(length)
    .update(body)
    .digest("hex")
    .toUpperCase();
}
