import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isoImage } from "../../../core/iso9660/image.ts";

const SECTOR = 2048;
const files = [
  { name: "user-data", content: Buffer.from("#cloud-config\n") },
  { name: "meta-data", content: Buffer.from("instance-id: x\n".repeat(300)) },
  { name: "network-config", content: Buffer.alloc(0) },
];
const image = isoImage("cidata", files);

/** What a reader finds in one of the two trees: names and contents, by the rules of ECMA-119 alone. */
function readTree(data: Buffer, kind: "primary" | "joliet"): Record<string, string> {
  const at = (kind === "primary" ? 16 : 17) * SECTOR;
  expect(data.readUInt8(at)).toBe(kind === "primary" ? 1 : 2);
  expect(data.toString("latin1", at + 1, at + 6)).toBe("CD001");
  const [sector, bytes] = [data.readUInt32LE(at + 156 + 2), data.readUInt32LE(at + 156 + 10)];
  const found: Record<string, string> = {};
  let offset = sector * SECTOR;
  while (offset < sector * SECTOR + bytes) {
    const length = data.readUInt8(offset);
    if (length === 0) {
      offset = Math.ceil((offset + 1) / SECTOR) * SECTOR;
      continue;
    }
    const identifier = data.subarray(offset + 33, offset + 33 + data.readUInt8(offset + 32));
    const start = data.readUInt32BE(offset + 6) * SECTOR;
    const isFile = (data.readUInt8(offset + 25) & 2) === 0;
    if (isFile) {
      const name = kind === "primary" ? identifier : Buffer.from(identifier).swap16();
      const spelled = name.toString(kind === "primary" ? "latin1" : "utf16le");
      found[spelled] = data.toString("utf8", start, start + data.readUInt32LE(offset + 10));
    }
    offset += length;
  }
  return found;
}

const contents = Object.fromEntries(files.map(({ name, content }) => [name, content.toString()]));

/** Whether a program is installed here. */
function has(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function written(): string {
  const path = join(mkdtempSync(join(tmpdir(), "pveplay-iso-")), "seed.iso");
  writeFileSync(path, image);
  return path;
}

describe("isoImage()", () => {
  test("keeps names as they are in the Joliet tree", () => {
    expect(readTree(image, "joliet")).toEqual(contents);
  });

  test("keeps the contents under plain names in the primary tree, in order", () => {
    expect(Object.keys(readTree(image, "primary"))).toEqual(["META_DATA.;1", "NETWORK_CONFIG.;1", "USER_DATA.;1"]);
    expect(Object.values(readTree(image, "primary")).toSorted()).toEqual(Object.values(contents).toSorted());
  });

  test("labels both trees and tells its size", () => {
    expect(image.toString("latin1", 16 * SECTOR + 40, 16 * SECTOR + 72)).toBe("cidata".padEnd(32));
    const joliet = Buffer.from(image.subarray(17 * SECTOR + 40, 17 * SECTOR + 72)).swap16();
    expect(joliet.toString("utf16le")).toBe("cidata".padEnd(16));
    for (const sector of [16, 17]) {
      expect(image.readUInt32LE(sector * SECTOR + 80) * SECTOR).toBe(image.length);
      expect(image.readUInt32BE(sector * SECTOR + 84) * SECTOR).toBe(image.length);
    }
  });

  test("makes the same bytes of the same files", () => {
    expect(isoImage("cidata", files).equals(image)).toBe(true);
  });

  test("keeps a directory of several sectors readable", () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      name: `file-${String(index).padStart(3, "0")}.with-a-long-name`,
      content: Buffer.from(String(index)),
    }));
    const found = readTree(isoImage("many", many), "joliet");
    expect(found).toEqual(Object.fromEntries(many.map(({ name, content }) => [name, content.toString()])));
  });

  test("refuses what does not fit", () => {
    expect(() => isoImage("x".repeat(17), [])).toThrow(RangeError);
    expect(() => isoImage("x", [{ name: "n".repeat(65), content: Buffer.alloc(0) }])).toThrow(RangeError);
    expect(() =>
      isoImage(
        "x",
        [files[0], { name: "USER_data", content: Buffer.alloc(0) }].flatMap((file) => file ?? []),
      ),
    ).toThrow(RangeError);
  });

  test.runIf(has("isoinfo"))("is read by isoinfo", () => {
    const path = written();
    const listed = execFileSync("isoinfo", ["-J", "-f", "-i", path], { encoding: "utf8" });
    expect(listed.trim().split("\n").toSorted()).toEqual(files.map(({ name }) => `/${name}`).toSorted());
    expect(execFileSync("isoinfo", ["-d", "-i", path], { encoding: "utf8" })).toContain("Volume id: cidata");
  });

  test.runIf(has("bsdtar"))("is read by libarchive", () => {
    const path = written();
    for (const { name, content } of files)
      expect(execFileSync("bsdtar", ["-xOf", path, name]).equals(content)).toBe(true);
  });

  test.runIf(has("blkid"))("is known by its label to blkid, which cloud-init asks", () => {
    expect(execFileSync("blkid", ["-o", "value", "-s", "LABEL", written()], { encoding: "utf8" }).trim()).toBe(
      "cidata",
    );
  });
});
