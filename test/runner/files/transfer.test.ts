import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { localFiles } from "../../../runner/execute/connections/local-files.ts";
import { shellFiles } from "../../../runner/execute/connections/shell-files.ts";
import { argvOf, run } from "../../../runner/execute/connections/spawn.ts";
import type { TargetFiles } from "../../../runner/execute/connections/target.ts";
import { bytesOf, textOf } from "../../../runner/execute/actions/files/file-text.ts";

const places: readonly (readonly [string, TargetFiles])[] = [
  ["localFiles", localFiles],
  [
    "shellFiles",
    shellFiles((command, signal) =>
      run(argvOf(command), { env: { ...process.env }, stdin: command.stdin, sink: command.sink, signal }),
    ),
  ],
];

function folder(): string {
  return mkdtempSync(join(tmpdir(), "pveplay-transfer-"));
}

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

describe.each(places)("%s", (_name, files) => {
  test.each([
    { what: "a new file", there: undefined, atMost: 0o640, mode: "640" },
    { what: "a new file that may be all that files are", there: undefined, atMost: undefined, mode: "644" },
    { what: "a file with wider permissions", there: 0o755, atMost: 0o600, mode: "600" },
    { what: "a file that keeps its own", there: 0o604, atMost: undefined, mode: "604" },
  ])("write gives $what no more than it may have", async ({ there, atMost, mode }) => {
    const path = join(folder(), "file");
    if (there !== undefined) writeFileSync(path, "old", { mode: there });
    await files.write(path, Buffer.from("new"), atMost);
    expect([readFileSync(path, "utf8"), modeOf(path)]).toEqual(["new", mode]);
  });

  test("write takes a file of this machine, and leaves nothing else behind", async () => {
    const [from, to] = [join(folder(), "from"), folder()];
    writeFileSync(from, "x");
    truncateSync(from, 3_000_000);
    await files.write(join(to, "file"), { file: from });
    expect(statSync(join(to, "file")).size).toBe(3_000_000);
    expect(readdirSync(to)).toEqual(["file"]);
  });

  test("place moves a file with the owner and mode of the one it replaces", async () => {
    const place = folder();
    const [from, path] = [join(place, "from"), join(place, "file")];
    writeFileSync(from, "new", { mode: 0o600 });
    writeFileSync(path, "old");
    chmodSync(path, 0o664);
    await files.place(from, path, 0o660);
    expect([readFileSync(path, "utf8"), modeOf(path), readdirSync(place)]).toEqual(["new", "660", ["file"]]);
  });

  test("place leaves the file where it is when it can not be moved", async () => {
    const place = folder();
    const from = join(place, "from");
    writeFileSync(from, "new");
    await expect(files.place(from, join(place, "nowhere", "file"))).rejects.toThrow();
    expect(readdirSync(place)).toEqual(["from"]);
  });
});

describe("textOf() and bytesOf()", () => {
  test.each([
    ["UTF-8", [0x63, 0xc3, 0xa9, 0xf0, 0x9f, 0x92, 0x80]],
    ["Latin-1", [0x63, 0xe9, 0x20, 0xe9]],
    ["a character cut short", [0x61, 0xf0, 0x9f, 0x92]],
    ["no text at all", [0xff, 0xfe, 0x00, 0x80, 0xbf, 0xed, 0xa0, 0x80]],
    ["bytes between characters", [0xc3, 0xa9, 0xc3, 0xf0, 0x9f, 0x92, 0x80, 0x80]],
    ["nothing", []],
  ])("keep every byte of %s", (_what, bytes) => {
    const text = textOf(Buffer.from(bytes));
    expect([...bytesOf(text)]).toEqual(bytes);
    expect([...bytesOf(`é${text}é`)]).toEqual([0xc3, 0xa9, ...bytes, 0xc3, 0xa9]);
  });
});
