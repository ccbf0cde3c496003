import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeAtomically } from "../../core/atomic-write.ts";

function folder(): string {
  return mkdtempSync(join(tmpdir(), "atomic-"));
}

describe("writeAtomically()", () => {
  test("makes new files for the owner only", () => {
    const path = join(folder(), "new");
    writeAtomically(path, "text");
    expect(readFileSync(path, "utf8")).toBe("text");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("keeps the mode of a file that was there", () => {
    const path = join(folder(), "old");
    writeFileSync(path, "before");
    chmodSync(path, 0o640);
    writeAtomically(path, Buffer.from("after"));
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test("replaces what a symbolic link points to, not the link", () => {
    const directory = folder();
    writeFileSync(join(directory, "target"), "before");
    symlinkSync("target", join(directory, "link"));
    writeAtomically(join(directory, "link"), "after");
    expect(lstatSync(join(directory, "link")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, "target"), "utf8")).toBe("after");
  });

  test("leaves nothing behind when it fails", () => {
    const directory = folder();
    mkdirSync(join(directory, "taken"));
    expect(() => writeAtomically(join(directory, "taken"), "text")).toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE" }),
    );
    expect(() => writeAtomically(join(directory, "none", "x"), "text")).toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE" }),
    );
    expect(readdirSync(directory)).toEqual(["taken"]);
  });
});
