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
  /** Guests the tasks ask for, by id or name. */
  readonly asked = new Set<string>();

  constructor(version: PveVersion, server: ServerKnowledge) {
    this.version = version;
    this.#server = server;
  }

  guest(wanted: string): KnownGuest | undefined {
    if (wanted === "") return undefined;
    this.asked.add(wanted);
    const own = this.#own.get(wanted);
    if (own) return own;
    return this.#server.guests.find(({ vmid, name }) => vmid === wanted || name === wanted);
  }

  /** Whether what a path leaves open is a guest that the tasks make. */
  isNew(what: string): boolean {
    return this.#madeMarks.has(what);
  }

  /** Takes in what a task names and what its calls look at, make or remove. */
  learn(args: Readonly<Record<string, unknown>>, calls: readonly AccessCall[]): void {
    for (const { endpoint, params } of calls) {
      const event = EVENTS.find(({ pattern }) => pattern.test(endpoint));
      const type = endpoint.includes("/lxc") ? "lxc" : "qemu";
      const vmid = event && params[event.param];
      if (event && vmid !== undefined) this.#note({ vmid, type, isMade: event.isMade }, args);
    }
  }

  #note({ vmid, type, isMade }: Happened, args: Readonly<Record<string, unknown>>): void {
    const mark = unknownIn(vmid);
    const name = textOf(args["name"] ?? args["hostname"]);
    const before = this.guest(mark ? (name ?? "") : vmid);
    const pool = textOf(args["pool"]) ?? before?.pool;
    const guest: KnownGuest = {
      ...before,
      type,
      isMade: isMade ?? before?.isMade ?? false,
      ...(mark ? {} : { vmid }),
      ...(name === undefined ? {} : { name }),
      ...(pool === undefined ? {} : { pool }),
    };
    if (isMade && mark) this.#madeMarks.add(mark.what);
    if (!mark) this.#own.set(vmid, guest);
    if (name !== undefined) this.#own.set(name, guest);
  }
}

interface Happened {
  readonly vmid: string;
  readonly type: GuestType;
  /** Undefined when nothing changed. */
  readonly isMade: boolean | undefined;
}

/** What tells of a guest: the modules of one kind of guest look at its pending changes first. */
const EVENTS = [
  { pattern: /^GET \/nodes\/\{node\}\/(?:qemu|lxc)\/\{vmid\}\/pending$/, param: "vmid", isMade: undefined },
  { pattern: /^POST \/nodes\/\{node\}\/(?:qemu|lxc)$/, param: "vmid", isMade: true },
  { pattern: /^POST \/nodes\/\{node\}\/(?:qemu|lxc)\/\{vmid\}\/clone$/, param: "newid", isMade: true },
  { pattern: /^DELETE \/nodes\/\{node\}\/(?:qemu|lxc)\/\{vmid\}$/, param: "vmid", isMade: false },
] as const;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && unknownIn(value) === undefined ? value : undefined;
}
