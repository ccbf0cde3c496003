import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../core/atomic-write.ts";
import { HintedError } from "../../core/errors.ts";
import { expandPath, type PathContext } from "../../core/paths.ts";
import type { Snapshot } from "./collect.ts";
import type { ProxmoxInventoryArgs } from "./options.ts";

/** How a kept answer is used. */
export interface CacheContext extends PathContext {
  /** `--refresh`: ask again whatever is kept. */
  readonly refresh: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Kept {
  readonly at: number;
  readonly snapshot: Snapshot;
}

/**
 * The snapshot kept in a file when it is young enough, else a new one, which is kept (mode 0600). Without `cache` always a
 * new one. @throws as `collect`, and HintedError FILE_UNREADABLE when the folder can not be written
 */
export async function cached(
  args: ProxmoxInventoryArgs,
  context: CacheContext,
  collect: () => Promise<Snapshot>,
): Promise<Snapshot> {
  if (!args.cache || args.cache_plugin?.endsWith("memory")) return collect();
  const folder = expandPath(args.cache_connection ?? "~/.cache/pveplay", context);
  const path = join(folder, `${args.cache_prefix}${identity(args)}.json`);
  const kept = context.refresh ? undefined : read(path);
  if (kept && context.now - kept.at < args.cache_timeout * 1000) return kept.snapshot;
  const snapshot = await collect();
  makeFolder(folder);
  writeAtomically(path, JSON.stringify({ at: context.now, snapshot } satisfies Kept), 0o600);
  return snapshot;
}

/** What the answer depends on: whom is asked, as whom, and how much. Secrets are no part of it. */
function identity(args: ProxmoxInventoryArgs): string {
  const { api_host: host, api_port: port, api_user: user, api_token_id: token } = args;
  const wants = [
    args.want_facts,
    args.want_ansible_host,
    args.want_proxmox_nodes_ansible_host,
    args.qemu_extended_statuses,
  ];
  // Facts of filtered guests are those of this filter.
  const filtered =
    args.want_post_filter_facts && !args.want_facts ? [args.filters, args.facts_prefix, args.strict] : [];
  const scope = [args.exclude_nodes, args.exclude_vms, args.include_templates, ...filtered];
  const text = JSON.stringify([host, port ?? null, user ?? null, token ?? null, wants, scope]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function read(path: string): Kept | undefined {
  try {
    const data: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isKept(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Only this program writes the file, so that its shape is checked no deeper than against an older version's. */
function isKept(data: unknown): data is Kept {
  return typeof data === "object" && data !== null && "at" in data && typeof data.at === "number" && "snapshot" in data;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `Can not create the cache folder ${folder}`, {
      hint: "Set 'cache_connection' to a folder you may write to",
      cause,
    });
  }
}
