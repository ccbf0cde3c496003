import { describe, expect, test } from "vitest";
import { readPublicKeys, renderKeyring } from "../../../runner/execute/actions/packages/apt/openpgp.ts";

/** Made for this test; its secret half is gone. */
const ARMORED = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawNIhxYJKwYBBAHaRw8BAQdAwDlKLJYXmjZuEB2zCXafKc+tVDUitUMAqjd1
8TclCv20FFRlc3QgPHRAZXhhbXBsZS5jb20+iJAEExYIADgWIQQnnYEy/hpUtQB8
pGQriZPTbfQ/hgUCawNIhwIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRAr
iZPTbfQ/hn2XAQCX7qfmqtcosw+D7SFK/PYJHjAb7Fkifv+hxtrboh6GmgD/ZqHK
0ZhQYO1kunkqaGLeIA7fnn7Fao7BTFKOvEz/CAu4OARrA0iHEgorBgEEAZdVAQUB
AQdA8QILCAqOo0MN1rEYibC6n8L0OPzb/w2QlrzuEapxJDkDAQgHiHgEGBYIACAW
IQQnnYEy/hpUtQB8pGQriZPTbfQ/hgUCawNIhwIbDAAKCRAriZPTbfQ/hlzKAP9S
W7Do90UiLWGXgMRCilQqhFmxzy70FP9yHY8BasUT+gEA60I4ul+bHOUxZ5AdQljx
GjZ1L9LfFABMDECIcQ9SdQY=
=QzpI
-----END PGP PUBLIC KEY BLOCK-----
`;

const FINGERPRINTS = ["279D8132FE1A54B5007CA4642B8993D36DF43F86", "7EA2505802FD3D974D577B3DE35F154DDFF087F7"];

describe("readPublicKeys()", () => {
  test("tells the fingerprints of a key and its subkeys as gpg does", () => {
    expect(readPublicKeys(Buffer.from(ARMORED)).map(({ fingerprints }) => fingerprints)).toEqual([FINGERPRINTS]);
  });

  test("reads what renderKeyring() writes, several keys one after the other", () => {
    const [key] = readPublicKeys(Buffer.from(ARMORED));
    if (!key) throw new Error("no key");
    const keys = readPublicKeys(renderKeyring([key, key]));
    expect(keys.map(({ packets }) => packets.equals(key.packets))).toEqual([true, true]);
  });

  test.each([["text"], ["-----BEGIN PGP PUBLIC KEY BLOCK-----"], ["KBXf"]])("finds no key in %s", (text) => {
    expect(readPublicKeys(Buffer.from(text))).toEqual([]);
  });
});
