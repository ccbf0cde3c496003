import { SECTOR, writeBoth16, writeBoth32 } from "./fields.ts";

/** Where something stands on the volume: its first sector and its bytes. */
export interface Extent {
  readonly sector: number;
  readonly bytes: number;
}

/** A file's place, with its name as one of the two trees spells it. */
export interface Entry extends Extent {
  readonly identifier: Buffer;
}

const DIRECTORY_FLAG = 2;
/** Names of a directory's own entry and of its parent's. */
const SELF = Buffer.from([0]);
const PARENT = Buffer.from([1]);
/** 1970-01-01 00:00:00 UTC: a fixed date, so that the same files make the same bytes (ECMA-119 9.1.5). */
const DATE = Buffer.from([70, 1, 1, 0, 0, 0, 0]);

/** A directory record (ECMA-119 9.1); even in length. */
function record({ sector, bytes, identifier }: Entry, flags: number): Buffer {
  const length = 33 + identifier.length + (identifier.length % 2 === 0 ? 1 : 0);
  const buffer = Buffer.alloc(length);
  buffer.writeUInt8(length, 0);
  writeBoth32(buffer, sector, 2);
  writeBoth32(buffer, bytes, 10);
  DATE.copy(buffer, 18);
  buffer.writeUInt8(flags, 25);
  writeBoth16(buffer, 1, 28);
  buffer.writeUInt8(identifier.length, 32);
  identifier.copy(buffer, 33);
  return buffer;
}

/** The record of the root directory, as a volume descriptor holds it: 34 bytes. */
export function rootRecord(root: Extent): Buffer {
  return record({ ...root, identifier: SELF }, DIRECTORY_FLAG);
}

/** The root directory with its files in order of their names, in whole sectors: no record crosses from one to the next. */
export function rootDirectory(root: Extent, files: readonly Entry[]): Buffer {
  const sorted = files.toSorted((a, b) => Buffer.compare(a.identifier, b.identifier));
  const records = [
    record({ ...root, identifier: SELF }, DIRECTORY_FLAG),
    record({ ...root, identifier: PARENT }, DIRECTORY_FLAG),
    ...sorted.map((file) => record(file, 0)),
  ];
  const sectors: Buffer[] = [];
  let current: Buffer[] = [];
  let used = 0;
  for (const next of records) {
    if (used + next.length > SECTOR) {
      sectors.push(Buffer.concat(current, SECTOR));
      current = [];
      used = 0;
    }
    current.push(next);
    used += next.length;
  }
  return Buffer.concat([...sectors, Buffer.concat(current, SECTOR)]);
}

/** The path table of a volume whose only directory is the root (ECMA-119 9.4), with numbers in one byte order. */
export function pathTable(root: Extent, order: "little" | "big"): Buffer {
  const table = Buffer.alloc(10);
  table.writeUInt8(1, 0);
  if (order === "little") table.writeUInt32LE(root.sector, 2);
  else table.writeUInt32BE(root.sector, 2);
  if (order === "little") table.writeUInt16LE(1, 6);
  else table.writeUInt16BE(1, 6);
  return table;
}
