import { createHash, getHashes } from "node:crypto";
import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { text } from "../python/text.ts";
import { bytesOf } from "./encoding.ts";
import { passwordHash } from "./password-hash.ts";

function digest(algorithm: string, data: Buffer): string {
  if (!getHashes().includes(algorithm)) throw new PythonFailure("ValueError", `unsupported hash type ${algorithm}`);
  return createHash(algorithm).update(data).digest("hex");
}

const hashOf = (algorithm: string): Plugin => plugin([], (value) => digest(algorithm, bytesOf(value)));

const ANSIBLE_NAMESPACE = "361E6D51-FAEC-444A-9079-341386DA8E2E";

/** A name-based UUID (version 5). */
function uuid5(namespace: string, name: string): string {
  const hex = namespace.toLowerCase().replaceAll(/urn:|uuid:|[{}-]/g, "");
  if (!/^[0-9a-f]{32}$/.test(hex))
    throw new PythonFailure("ValueError", `Invalid value '${namespace}' for 'namespace'`);
  const hash = createHash("sha1").update(Buffer.from(hex, "hex")).update(name, "utf8").digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function hashPassword(value: Item, args: readonly (Item | undefined)[]): Item {
  const [type = "sha512", salt = null, saltSize = null, rounds = null, ident = null] = args;
  if (ident !== null)
    throw new PythonFailure("ValueError", "password_hash takes an ident for bcrypt only, which is not built in here");
  return passwordHash(stringArgument(value, "password"), {
    type: stringArgument(type, "hashtype"),
    salt: salt === null ? undefined : text(salt),
    saltSize: saltSize === null ? undefined : Number(text(saltSize)),
    rounds: rounds === null ? undefined : Number(text(rounds)),
  });
}

/** Filters that make digests. */
export const hashFilters: FilterTable = {
  md5: hashOf("md5"),
  sha1: hashOf("sha1"),
  checksum: hashOf("sha1"),
  hash: plugin(["hashtype?"], (value, [type = "sha1"]) =>
    digest(stringArgument(type, "hashtype").replace("_", "-"), bytesOf(value)),
  ),
  to_uuid: plugin(["namespace?"], (value, [namespace = ANSIBLE_NAMESPACE]) => uuid5(text(namespace), text(value))),
  password_hash: plugin(["hashtype?", "salt?", "salt_size?", "rounds?", "ident?"], hashPassword),
};
