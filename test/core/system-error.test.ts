import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemFailure } from "../../core/system-error.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pveplay-system-error-"));
  writeFileSync(join(folder, "file"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const refused: Record<string, () => unknown> = {
  "a missing file": () => readFileSync(join(folder, "none")),
  "a file where a folder is wanted": () => mkdirSync(join(folder, "file/below")),
  "a folder that is there": () => mkdirSync(folder),
  "a name that is too long": () => writeFileSync(join(folder, "n".repeat(300)), ""),
};

const ours: Record<string, () => unknown> = {
  "an error of the code": () => JSON.parse("{"),
  "a use of Node.js that is wrong": () => readFileSync(join(folder, "\0")),
};

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}

describe("systemFailure()", () => {
  test("understands a call on an open file, which names no path", () => {
    expect(systemFailure(thrownBy(() => readFileSync(folder)))).toMatchObject({ code: "FILE_REFUSED" });
  });

  test.each(Object.entries(refused))("names the path of %s", (_name, work) => {
    const error = thrownBy(work);
    expect(systemFailure(error)).toMatchObject({ code: "FILE_REFUSED", cause: error });
    expect(systemFailure(error)?.message).toContain(folder);
  });

  test.each(Object.entries(ours))("leaves %s alone", (_name, work) => {
    expect(systemFailure(thrownBy(work))).toBeUndefined();
  });
});
