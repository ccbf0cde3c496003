import { createHash } from "node:crypto";
import { failure } from "../pve-error.ts";
import { debian } from "../agent/system-images.ts";
import type { GuestSystem } from "../state.ts";

/** What a download brings: real bytes' digests from the loopback, an invented image from anywhere else. */
export interface Downloaded {
  readonly size: number;
  readonly virtualSize: number | undefined;
  readonly system: GuestSystem | undefined;
  readonly digests: Readonly<Record<string, string>> | undefined;
}

const MIB = 1024 ** 2;
const INVENTED_SIZE = 324 * MIB;
const INVENTED_DISK = 3 * 1024 * MIB;
const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

/** The simulator has no way out but the loopback: only servers there are really asked. */
function isLocal(url: URL): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}

/** Fetches a URL, or invents a cloud image for one that is not on the loopback. */
export async function download(text: string): Promise<Downloaded | { readonly error: string }> {
  const url = new URL(text);
  const image = /\.(?:qcow2|raw|img|vmdk|ova)$/.test(url.pathname);
  if (!isLocal(url))
    return { size: INVENTED_SIZE, virtualSize: image ? INVENTED_DISK : undefined, system: debian, digests: undefined };
  try {
    const response = await fetch(url);
    if (!response.ok) return { error: `${response.status} ${response.statusText}` };
    const content = Buffer.from(await response.arrayBuffer());
    const digests = Object.fromEntries(
      ALGORITHMS.map((name) => [name, createHash(name).update(content).digest("hex")]),
    );
    const qcow2 = content.subarray(0, 4).toString("latin1") === "QFI\xfb" && content.length >= 32;
    return {
      size: content.length,
      virtualSize: qcow2 ? Number(content.readBigUInt64BE(24)) : undefined,
      system: image ? debian : undefined,
      digests,
    };
  } catch {
    return { error: `Connecting to ${url.host}... failed: Connection refused.` };
  }
}

/** What a URL's server says about it. @throws PveError 500 when it can not be reached */
export async function metadata(text: string): Promise<unknown> {
  const url = new URL(text);
  const filename = url.pathname.split("/").at(-1) ?? "";
  if (!isLocal(url)) return { filename, size: INVENTED_SIZE, mimetype: "application/octet-stream" };
  const response = await fetch(url, { method: "HEAD" }).catch(() => undefined);
  if (!response) throw failure(`invalid server response: '500 Can't connect to ${url.host} (Connection refused)'`);
  if (!response.ok) throw failure(`invalid server response: '${response.status} ${response.statusText}'`);
  return {
    filename,
    size: Number(response.headers.get("content-length") ?? 0),
    mimetype: response.headers.get("content-type") ?? "application/octet-stream",
  };
}
