import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknownIn } from "../../core/proxmox/access/unknown.ts";
import type { AccessWorld, KnownGuest } from "../../core/proxmox/access/world.ts";
import type { GuestType } from "../../core/proxmox/guests.ts";
import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";

/** What a server tells before the run; empty when none was asked. */
export interface ServerKnowledge {
  readonly guests: readonly KnownGuest[];
  /** SDN zones by vnet. */
  readonly zones: ReadonlyMap<string, string>;
}

/** Nothing asked, nothing known. */
export const NO_SERVER: ServerKnowledge = { guests: [], zones: new Map() };

/** Guests as a walk through the tasks finds them: those of the server, and those that tasks make and remove. */
export class KnownGuests implements AccessWorld {
  readonly version: PveVersion;
  readonly #server: ServerKnowledge;
  readonly #own = new Map<string, KnownGuest>();
  readonly #madeMarks = new Set<string>();

  constructor(version: PveVersion, server: ServerKnowledge) {
    this.version = version;
    this.#server = server;
  }

  guest(wanted: string): KnownGuest | undefined {
    if (wanted === "") return undefined;
    const own = this.#own.get(wanted);
    if (own) return own;
    return this.#server.guests.find(({ vmid, name }) => vmid === wanted || name === wanted);
  }

  /** Whether what a path leaves open is a guest that the tasks make. */
  isNew(what: string): boolean {
    return this.#madeMarks.has(what);
  }

  /** Takes in what a task names and what its calls make or remove. */
  learn(args: Readonly<Record<string, unknown>>, calls: readonly AccessCall[]): void {
    for (const { endpoint, params } of calls) {
      const [, verb, type, rest] = /^(POST|DELETE) \/nodes\/\{node\}\/(qemu|lxc)(?:\/\{vmid\}(\/clone)?)?$/.exec(endpoint) ?? [];
      if (verb === undefined || (type !== "qemu" && type !== "lxc")) continue;
      const vmid = rest === undefined ? params["vmid"] : params["newid"];
      if (vmid !== undefined) this.#note({ vmid, type, isMade: verb === "POST" }, args);
    }
  }

  #note({ vmid, type, isMade }: { vmid: string; type: GuestType; isMade: boolean }, args: Readonly<Record<string, unknown>>): void {
    const mark = unknownIn(vmid);
    const name = textOf(args["name"] ?? args["hostname"]);
    const pool = textOf(args["pool"]);
    const before = this.guest(mark ? (name ?? "") : vmid);
    const home = pool ?? before?.pool;
    const guest: KnownGuest = {
      type,
      isMade,
      ...(mark ? {} : { vmid }),
      ...(name === undefined ? {} : { name }),
      ...(home === undefined ? {} : { pool: home }),
    };
    if (isMade && mark) this.#madeMarks.add(mark.what);
    if (!mark) this.#own.set(vmid, guest);
    if (name !== undefined) this.#own.set(name, guest);
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && unknownIn(value) === undefined ? value : undefined;
}
