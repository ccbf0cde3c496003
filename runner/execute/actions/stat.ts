import type { Target } from "../connections/target.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { digest } from "./files/checksum.ts";
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
    get_md5: { type: "bool", default: false, description: "Has no effect any more." },
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
    get_selinux_context: { type: "bool", default: false, description: "Not available over a plain shell." },
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
    const stats: Record<string, unknown> = { exists: true, ...fileRecord(path, info), ...(await access(target, path)) };
    if (info.kind === "link") Object.assign(stats, await linkFacts(target, path));
    if (args.get_checksum && info.kind === "file" && stats["readable"] === true) {
      stats["checksum"] = digest(await target.files.read(path), args.checksum_algorithm);
    }
    return resultOf({ changed: false, stat: stats });
  },
});

async function access(target: Target, path: string): Promise<Record<string, boolean>> {
  const script = `for t in r w x; do test -$t "$1" && printf 1 || printf 0; done`;
  const done = await target.exec({ argv: ["sh", "-c", script, "sh", path] }, NEVER);
  const [readable, writeable, executable] = done.stdout
    .toString("utf8")
    .split("")
    .map((flag) => flag === "1");
  return { readable: readable ?? false, writeable: writeable ?? false, executable: executable ?? false };
}

const NEVER = new AbortController().signal;

async function linkFacts(target: Target, path: string): Promise<Record<string, string>> {
  const done = await target.exec({ argv: ["readlink", "-f", "--", path] }, NEVER);
  if (done.rc !== 0 && done.stdout.length === 0) {
    return { lnk_target: await target.files.readLink(path) };
  }
  return { lnk_source: done.stdout.toString("utf8").trimEnd(), lnk_target: await target.files.readLink(path) };
}
