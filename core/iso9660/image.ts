import { type Extent, pathTable, rootDirectory } from "./directory.ts";
import { padded, SECTOR, sectorsOf, ucs2 } from "./fields.ts";
import { terminator, type Tree, volumeDescriptor } from "./volume-descriptor.ts";

/** A file for the root directory of an image. */
export interface ImageFile {
  /** As it shall be seen by those who mount the image, at most 64 characters. */
  readonly name: string;
  readonly content: Buffer;
}

/** Sectors 0 to 15 belong to the system; descriptors follow, then four path tables and two root directories. */
const FIRST_DESCRIPTOR = 16;
const PATH_TABLES = FIRST_DESCRIPTOR + 3;
const ROOTS = PATH_TABLES + 4;

/**
 * An ISO 9660 image with Joliet names and all files in its root directory. The same input makes the same bytes: there are no dates in it.
 * @param label volume label, at most 16 characters
 * @throws RangeError when a name or the label is too long, or two names are one in plain ISO 9660
 */
export function isoImage(label: string, files: readonly ImageFile[]): Buffer {
  check(label, files);
  const rootBytes = {
    primary: rootDirectory({ sector: 0, bytes: 0 }, placed(files, plainName, 0)).length,
    joliet: rootDirectory({ sector: 0, bytes: 0 }, placed(files, ucs2, 0)).length,
  };
  const primaryRoot = { sector: ROOTS, bytes: rootBytes.primary };
  const jolietRoot = { sector: ROOTS + sectorsOf(rootBytes.primary), bytes: rootBytes.joliet };
  const firstFile = jolietRoot.sector + sectorsOf(rootBytes.joliet);
  const volumeSectors = firstFile + files.reduce((sum, { content }) => sum + sectorsOf(content.length), 0);
  const primary = treeOf("primary", primaryRoot, { label, volumeSectors });
  const joliet = treeOf("joliet", jolietRoot, { label, volumeSectors });
  return Buffer.concat([
    Buffer.alloc(FIRST_DESCRIPTOR * SECTOR),
    volumeDescriptor(primary),
    volumeDescriptor(joliet),
    terminator(),
    ...[primaryRoot, jolietRoot].flatMap((root) => [padded(pathTable(root, "little")), padded(pathTable(root, "big"))]),
    rootDirectory(primaryRoot, placed(files, plainName, firstFile)),
    rootDirectory(jolietRoot, placed(files, ucs2, firstFile)),
    ...files.map(({ content }) => padded(content)),
  ]);
}

/** The files one after the other from a sector on, named as a tree spells them. */
function placed(files: readonly ImageFile[], spell: (name: string) => Buffer, firstSector: number) {
  let sector = firstSector;
  return files.map(({ name, content }) => {
    const entry = { identifier: spell(name), sector, bytes: content.length };
    sector += sectorsOf(content.length);
    return entry;
  });
}

/** `user-data` as `USER_DATA.;1`: the characters, the dot and the version that plain ISO 9660 asks for (level 2). */
function plainName(name: string): Buffer {
  const [, stem = name, extension = ""] = /^(.+)\.([^.]*)$/.exec(name) ?? [];
  const clean = (text: string, length: number): string =>
    text
      .toUpperCase()
      .replaceAll(/[^A-Z0-9_]/g, "_")
      .slice(0, length);
  return Buffer.from(`${clean(stem, 26)}.${clean(extension, 3)};1`, "latin1");
}

function treeOf(kind: Tree["kind"], root: Extent, common: Pick<Tree, "label" | "volumeSectors">): Tree {
  const little = kind === "primary" ? PATH_TABLES : PATH_TABLES + 2;
  const bytes = pathTable(root, "little").length;
  return { ...common, kind, root, pathTable: { bytes, little, big: little + 1 } };
}

function check(label: string, files: readonly ImageFile[]): void {
  const tooLong = files.find(({ name }) => name.length > 64);
  if (label.length > 16 || tooLong) throw new RangeError(`Too long for an image: ${tooLong?.name ?? label}`);
  if (new Set(files.map(({ name }) => plainName(name).toString("latin1"))).size < files.length)
    throw new RangeError("Two files of an image have one name in plain ISO 9660");
}
