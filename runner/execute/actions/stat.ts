import type { Target } from "../connections/target.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { fileDigests } from "./files/checksum.ts";
import { fileRecord } from "./files/file-record.ts";
import { targetPath } from "./files/paths.ts";

const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;

/** `stat`: what is known of a path. */
export const stat = defineAction({
  name: "stat",
  options: {
    path: { type: "path", required: true, aliases: ["dest", "name"], description: "The path." },
    follow: { type: "bool", default: false, description: "Look through links." },
    get_checksum: { type: "bool", default: true, description: "Work out a digest of a file." },
    get_md5: {
      type: "bool",
      default: false,
      only: "Use 'checksum_algorithm: md5'",
      description: "An older option for a digest, which checksum_algorithm chooses now.",
    },
    get_mime: {
      type: "bool",
      default: true,
      aliases: ["mime", "mime_type", "mime-type"],
      description: "Find out the kind of content.",
    },
    get_attributes: {
      type: "bool",
      default: true,
      aliases: ["attr", "attributes"],
      description: "Read attributes with lsattr.",
    },
    get_selinux_context: {
      type: "bool",
      default: false,
      only: "Leave it out, and use command with ls -Z",
      description: "SELinux contexts are not read.",
    },
    checksum_algorithm: {
      type: "str",
      choices: ALGORITHMS,
      default: "sha1",
      aliases: ["checksum", "checksum_algo"],
      description: "Which digest.",
    },
  },
  async run(args, call) {
    const target = await call.target();
    const path = targetPath(call, target, args.path);
    const info = await target.files.stat(path, { follow: args.follow });
    if (!info) return resultOf({ changed: false, stat: { exists: false } });
    const stats: Record<string, unknown> = {
      exists: true,
      ...fileRecord(path, info),
      ...(await inspect(target, path, args)),
    };
    if (info.kind === "link") Object.assign(stats, await linkFacts(target, path));
    if (args.get_checksum && info.kind === "file" && stats["readable"] === true) {
      const { checksum_algorithm: algorithm } = args;
      stats["checksum"] = (await fileDigests(target, path, [algorithm]))[algorithm];
    }
    return resultOf({ changed: false, stat: stats });
  },
});

interface Asked {
  readonly follow: boolean;
  readonly get_mime: boolean;
  readonly get_attributes: boolean;
}

/** What programs of the target tell of a path: rights of the one who asks, kind of content (`file`), attributes (`lsattr`). */
async function inspect(target: Target, path: string, asked: Asked): Promise<Record<string, unknown>> {
  const given = [asked.get_mime, asked.get_attributes, asked.follow].map((flag) => (flag ? "1" : ""));
  const argv = ["sh", "-c", INSPECT, "sh", path, ...given];
  const done = await target.exec({ argv, env: { LC_ALL: "C" } }, NEVER);
  const [flags = "", kind = "", attributes = "", blocks = ""] = done.stdout.toString("utf8").split("\0");
  const [readable, writeable, executable] = flags.split("").map((flag) => flag === "1");
  return {
    readable: readable ?? false,
    writeable: writeable ?? false,
    executable: executable ?? false,
    ...(asked.get_mime ? mimeFacts(kind) : {}),
    ...(asked.get_attributes ? attributeFacts(attributes) : {}),
    ...blockFacts(blocks),
  };
}

/** From `stat -c '%b %o %t %T'`: blocks of 512 bytes, size of a block, and a device's numbers in base 16; nothing where stat can not tell. */
function blockFacts(output: string): Record<string, unknown> {
  const [, blocks, size, major = "", minor = ""] = /^(\d+) (\d+) ([\da-f]+) ([\da-f]+)\s*$/.exec(output) ?? [];
  if (blocks === undefined) return {};
  const [high, low] = [Number.parseInt(major, 16), Number.parseInt(minor, 16)];
  // As makedev(3) puts them together, for numbers that fit in 20 bits.
  const device = (high << 8) | (low & 0xff) | ((low & ~0xff) << 12);
  return { blocks: Number(blocks), block_size: Number(size), device_type: device };
}

const INSPECT = `PATH=$PATH:/usr/sbin:/sbin
for t in r w x; do test -$t "$1" && printf 1 || printf 0; done
printf '\\000'; [ -z "$2" ] || file -b --mime-type --mime-encoding -- "$1" 2>/dev/null
printf '\\000'; [ -z "$3" ] || lsattr -vd -- "$1" 2>/dev/null
printf '\\000'; stat \${4:+-L} -c '%b %o %t %T' -- "$1" 2>/dev/null`;

function mimeFacts(output: string): Record<string, unknown> {
  const [, mimetype = "unknown", charset = "unknown"] = /^\s*([^;]+); charset=(\S+)/.exec(output) ?? [];
  return { mimetype, charset };
}

/** From `lsattr -vd`: version, a letter for each attribute, path. */
function attributeFacts(output: string): Record<string, unknown> {
  const [version, letters] = output.trim().split(/\s+/);
  if (version === undefined || letters === undefined) return { version: null, attributes: [], attr_flags: "" };
  const flags = letters.replaceAll("-", "");
  const attributes = flags.split("").flatMap((flag) => ATTRIBUTES[flag] ?? []);
  return { version, attributes, attr_flags: flags };
}

/** Names of the letters of lsattr, as stat of Ansible gives them. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  A: "noatime",
  a: "append",
  c: "compressed",
  C: "nocow",
  d: "nodump",
  D: "dirsync",
  e: "extents",
  E: "encrypted",
  h: "blocksize",
  i: "immutable",
  I: "indexed",
  j: "journalled",
  N: "inline",
  s: "zero",
  S: "synchronous",
  t: "notail",
  T: "blockroot",
  u: "undelete",
  X: "compressedraw",
  Z: "compresseddirty",
};

const NEVER = new AbortController().signal;

async function linkFacts(target: Target, path: string): Promise<Record<string, string>> {
  const done = await target.exec({ argv: ["readlink", "-f", "--", path] }, NEVER);
  if (done.rc !== 0 && done.stdout.length === 0) {
    return { lnk_target: await target.files.readLink(path) };
  }
  return { lnk_source: done.stdout.toString("utf8").trimEnd(), lnk_target: await target.files.readLink(path) };
}
