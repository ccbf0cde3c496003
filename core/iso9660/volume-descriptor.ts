import { type Extent, rootRecord } from "./directory.ts";
import { SECTOR, ucs2, writeBoth16, writeBoth32 } from "./fields.ts";

/** What a volume descriptor tells of one of the two trees. */
export interface Tree {
  /** `primary` is plain ISO 9660, `joliet` the tree with long names in UCS-2. */
  readonly kind: "primary" | "joliet";
  readonly label: string;
  /** Sectors of the whole volume. */
  readonly volumeSectors: number;
  readonly root: Extent;
  /** Bytes of the path table, and the sectors of its two forms. */
  readonly pathTable: { readonly bytes: number; readonly little: number; readonly big: number };
}

/** UCS-2 level 3, the escape sequence by which a supplementary descriptor is known as Joliet's. */
const JOLIET_ESCAPE = "%/E";
/** Text fields without content: offset and length (ECMA-119 8.4). */
const EMPTY_TEXTS = [
  [8, 32],
  [190, 128],
  [318, 128],
  [446, 128],
  [574, 128],
  [702, 37],
  [739, 37],
  [776, 37],
] as const;
/** Creation, modification, expiration and effective date: "not specified" is sixteen digits zero and a zero byte. */
const DATES = [813, 830, 847, 864];

/** A primary (ECMA-119 8.4) or supplementary (8.5, as Joliet uses it) volume descriptor: one sector. */
export function volumeDescriptor(tree: Tree): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector.writeUInt8(tree.kind === "primary" ? 1 : 2, 0);
  sector.write("CD001", 1, "latin1");
  sector.writeUInt8(1, 6);
  for (const [offset, length] of EMPTY_TEXTS) writeText(sector, "", { tree, offset, length });
  writeText(sector, tree.label, { tree, offset: 40, length: 32 });
  if (tree.kind === "joliet") sector.write(JOLIET_ESCAPE, 88, "latin1");
  writeBoth32(sector, tree.volumeSectors, 80);
  writeBoth16(sector, 1, 120);
  writeBoth16(sector, 1, 124);
  writeBoth16(sector, SECTOR, 128);
  writeBoth32(sector, tree.pathTable.bytes, 132);
  sector.writeUInt32LE(tree.pathTable.little, 140);
  sector.writeUInt32BE(tree.pathTable.big, 148);
  rootRecord(tree.root).copy(sector, 156);
  for (const offset of DATES) sector.write("0".repeat(16), offset, "latin1");
  sector.writeUInt8(1, 881);
  return sector;
}

/** The descriptor that ends the list (ECMA-119 8.3): one sector. */
export function terminator(): Buffer {
  const sector = Buffer.alloc(SECTOR);
  sector.writeUInt8(255, 0);
  sector.write("CD001", 1, "latin1");
  sector.writeUInt8(1, 6);
  return sector;
}

interface Field {
  readonly tree: Tree;
  readonly offset: number;
  readonly length: number;
}

/** Text filled up with blanks in the tree's own encoding; an odd byte at a Joliet field's end stays zero. */
function writeText(sector: Buffer, text: string, { tree, offset, length }: Field): void {
  const bytes =
    tree.kind === "primary" ? Buffer.from(text.padEnd(length), "latin1") : ucs2(text.padEnd(Math.floor(length / 2)));
  bytes.copy(sector, offset);
}
