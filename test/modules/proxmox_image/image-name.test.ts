import { describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { imageName, seedPattern } from "../../../modules/proxmox_image/image-name.ts";
import { options } from "../../../modules/proxmox_image/options.ts";
import type { Source } from "../../../modules/proxmox_image/source.ts";
import { codeOf } from "../../helpers/code-of.ts";

const none: Source = { kind: "none" };
const from = (url: string): Source => ({ kind: "url", url: `https://example.com/${url}` });
const file = (path: string, isQcow2 = false): Source => ({ kind: "file", file: { path, size: 1, isQcow2 } });
const seed: Source = { kind: "seed", image: Buffer.from("x") };

const name = (args: Readonly<Record<string, unknown>>, source: Source) =>
  imageName(parseArgs(options, args, { env: {} }), source);

type Args = Readonly<Record<string, unknown>>;

const names: Record<string, readonly [args: Args, source: Source, volume: string, notes?: number]> = {
  "takes an address's file name": [{}, from("d/x.iso?mirror=1"), "iso/x.iso"],
  "tells disk images by their ending": [{}, from("x.qcow2"), "import/x.qcow2"],
  "tells container templates by their ending": [{}, from("x.tar.zst"), "vztmpl/x.tar.zst"],
  "keeps an .img of ISO content": [{ content: "iso" }, from("x.img"), "iso/x.img"],
  "keeps an .img for import as .qcow2": [{ content: "import" }, from("x.img"), "import/x.qcow2", 1],
  "keeps an .img file without a qcow2 header as .raw": [{ content: "import" }, file("/a/x.img"), "import/x.raw", 1],
  "keeps an .img file with a qcow2 header as .qcow2": [
    { content: "import" },
    file("/a/x.img", true),
    "import/x.qcow2",
    1,
  ],
  "takes the compression off an address's name": [{ decompression: "gz" }, from("x.iso.gz"), "iso/x.iso"],
  "changes characters as the server does": [{}, from("a%20b+c.iso"), "iso/a_b_c.iso", 1],
  "takes the old module's option names": [{ template: "x.iso", content_type: "iso" }, from("y.iso"), "iso/x.iso"],
  "puts a mark and a seed's hash before its ending": [{ name: "web1.iso" }, seed, "iso/web1.pveplay-2d711642.iso"],
  "names a snippet to be removed": [{ name: "u.yml", content: "snippets", state: "absent" }, none, "snippets/u.yml"],
};

const refused: Record<string, readonly [args: Args, source: Source, code: string]> = {
  "an image without a name": [{}, none, "OPTION_MISSING"],
  "a seed without a name": [{}, seed, "OPTION_MISSING"],
  "a seed that shall be something else": [{ name: "a", content: "import" }, seed, "OPTION_CONFLICT"],
  "an ending that tells nothing": [{}, from("x.img"), "OPTION_MISSING"],
  "a compressed ISO image": [{ content: "iso" }, from("x.iso.gz"), "OPTION_INVALID"],
  "a compressed disk image": [{ content: "import" }, from("x.qcow2.xz"), "OPTION_INVALID"],
  "decompression of anything but ISO images": [{ decompression: "gz" }, from("x.qcow2.gz"), "OPTION_UNSUPPORTED"],
  "an ending in capitals for import": [{ content: "import" }, from("x.QCOW2"), "OPTION_INVALID"],
  "a name of nothing but an ending": [{ content: "iso" }, from(".iso"), "OPTION_INVALID"],
  "a name that is too long": [{ name: `${"x".repeat(252)}.iso` }, none, "OPTION_INVALID"],
  "a seed's name that is too long with its hash": [{ name: "x".repeat(250) }, seed, "OPTION_INVALID"],
  snippets: [{ name: "u.yml", content: "snippets" }, none, "OPTION_UNSUPPORTED"],
};

describe("imageName()", () => {
  test.each(Object.entries(names))("%s", (_title, [args, source, volume, notes = 0]) => {
    const found = name(args, source);
    expect(`${found.content}/${found.name}`).toBe(volume);
    expect(found.notes).toHaveLength(notes);
  });

  test.each(Object.entries(refused))("refuses %s", (_title, [args, source, code]) => {
    expect(codeOf(() => name(args, source))).toBe(code);
  });
});

describe("seedPattern()", () => {
  const pattern = seedPattern("web1-seed.pveplay-2d711642.iso");

  test.each(["web1-seed.pveplay-00000000.iso", "web1-seed.pveplay-2d711642.iso"])("knows %s", (other) => {
    expect(pattern.test(other)).toBe(true);
  });

  test.each([
    "web1-seed-20251122.iso",
    "web1-seed-2d711642.iso",
    "web1-seed-db.pveplay-00000000.iso",
    "web1-seed.iso",
    "xweb1-seed.pveplay-00000000.iso",
    "web1-seed.pveplay-0000000.iso",
  ])("leaves %s alone", (other) => {
    expect(pattern.test(other)).toBe(false);
  });
});
