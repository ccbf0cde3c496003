/** Bytes of a logical sector, the unit in which everything on the volume is placed. */
export const SECTOR = 2048;

/** Writes a 16-bit number in both byte orders, least significant first (ECMA-119 7.2.3). */
export function writeBoth16(buffer: Buffer, value: number, offset: number): void {
  buffer.writeUInt16LE(value, offset);
  buffer.writeUInt16BE(value, offset + 2);
}

/** Writes a 32-bit number in both byte orders, least significant first (ECMA-119 7.3.3). */
export function writeBoth32(buffer: Buffer, value: number, offset: number): void {
  buffer.writeUInt32LE(value, offset);
  buffer.writeUInt32BE(value, offset + 4);
}

/** Sectors that so many bytes take. */
export function sectorsOf(bytes: number): number {
  return Math.ceil(bytes / SECTOR);
}

/** Content filled up with zeros to whole sectors. */
export function padded(content: Buffer): Buffer {
  return Buffer.concat([content], sectorsOf(content.length) * SECTOR);
}

/** Text in the big-endian UCS-2 of Joliet. */
export function ucs2(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}
