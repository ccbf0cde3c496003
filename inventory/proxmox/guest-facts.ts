import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { fromJson, type Value } from "../../core/values.ts";
import type { GuestConfig } from "./ansible-host.ts";

/** What `want_facts` reads of a guest. */
export interface GuestFacts {
  readonly config: GuestConfig;
  readonly snapshots: readonly string[];
}

/** Reads configuration and snapshots of guests, so many at once. A guest the server refuses to tell of (it may be gone by now) has none. @throws HintedError PROXMOX_* */
export async function readFacts(
  client: ProxmoxClient,
  guests: readonly Guest[],
  concurrency: number,
): Promise<ReadonlyMap<Guest, GuestFacts>> {
  const facts = new Map<Guest, GuestFacts>();
  const queue = guests.values();
  const worker = async (): Promise<void> => {
    for (const guest of queue) {
      const found = await readOne(client, guest).catch(unlessRefused);
      if (found) facts.set(guest, found);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, guests.length) }, worker));
  return facts;
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
  return undefined;
}

async function readOne(client: ProxmoxClient, guest: Guest): Promise<GuestFacts> {
  const path = guestPath(guest);
  const [config, snapshots] = await Promise.all([
    client.get<GuestConfig>(`${path}/config`),
    client.get<readonly { readonly name: string }[]>(`${path}/snapshot`),
  ]);
  return { config, snapshots: snapshots.map(({ name }) => name).filter((name) => name !== "current") };
}

/**
 * The variables of a configuration: each key as it is; `scsi0`, `net0` and their like taken apart at the commas, the disk
 * image under `disk_image`; of `agent` only whether it is on.
 */
export function configVars(config: GuestConfig): ReadonlyMap<string, Value> {
  const vars = new Map<string, Value>();
  for (const [key, value] of Object.entries(config)) {
    if (key !== "digest") vars.set(key, typeof value === "string" ? configValue(key, value) : fromJson(value));
  }
  return vars;
}

function configValue(key: string, text: string): Value {
  const isDisk = /^(?:rootfs|virtio\d+|sata\d+|ide\d+|scsi\d+|mp\d+|efidisk\d+|tpmstate\d+)$/.test(key);
  const whole = isDisk && !/^\w+=/.test(text) ? `disk_image=${text}` : text;
  if (!isDisk && !/^(?:net|ipconfig|agent|hostpci|usb|serial|vga|smbios|startup|features|audio|numa)\d*$/.test(key))
    return text;
  if (!whole.includes("=")) return text;
  return new Map(whole.split(",").map((part) => splitPair(part)));
}

function splitPair(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}
