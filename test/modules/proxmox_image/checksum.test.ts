import { describe, expect, test } from "vitest";
import { checksumOf } from "../../../modules/proxmox_image/checksum.ts";
import { codeOf } from "../../helpers/code-of.ts";

const sha256 = "AB".repeat(32);
const md5 = "ab".repeat(16);

describe("checksumOf()", () => {
  test.each([
    [{}, undefined],
    [{ checksum: `sha256:${sha256}` }, { algorithm: "sha256", digest: sha256.toLowerCase() }],
    [{ checksum: `SHA-256: ${sha256}` }, { algorithm: "sha256", digest: sha256.toLowerCase() }],
    [{ checksum: md5 }, { algorithm: "md5", digest: md5 }],
    [
      { checksum: sha256, checksum_algorithm: "sha256" },
      { algorithm: "sha256", digest: sha256.toLowerCase() },
    ],
    [
      { checksum: `sha256:${sha256}`, checksum_algorithm: "sha256" },
      { algorithm: "sha256", digest: sha256.toLowerCase() },
    ],
  ] as const)("reads %j", (args, checksum) => {
    expect(checksumOf(args)).toEqual(checksum);
  });

  test.each([
    [{ checksum_algorithm: "sha256" }, "OPTION_MISSING"],
    [{ checksum: "sha256:abc" }, "OPTION_INVALID"],
    [{ checksum: `sha1:${sha256}`, checksum_algorithm: "sha256" }, "OPTION_INVALID"],
    [{ checksum: sha256, checksum_algorithm: "md5" }, "OPTION_INVALID"],
    [{ checksum: `crc32:${md5}` }, "OPTION_INVALID"],
    [{ checksum: "sha256:https://example.com/SHA256SUMS" }, "OPTION_INVALID"],
    [{ checksum: "zz".repeat(16) }, "OPTION_INVALID"],
  ] as const)("refuses %j", (args, code) => {
    expect(codeOf(() => checksumOf(args))).toBe(code);
  });
});
