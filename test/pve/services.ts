import type { ApiSchema } from "../../core/proxmox/schema/api-schema.ts";
import type { Permissions } from "./access/permissions.ts";
import type { Principal } from "./access/principal.ts";
import type { Clock } from "./clock.ts";
import type { GuestLocks } from "./guests/lock.ts";
import type { Params } from "./params.ts";
import type { Random } from "./random.ts";
import type { State } from "./state.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import type { Tickets } from "./access/tickets.ts";

/** What every endpoint works with. */
export interface Services {
  readonly state: State;
  readonly schema: ApiSchema;
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: TaskRunner;
  readonly permissions: Permissions;
  readonly tickets: Tickets;
  readonly locks: GuestLocks;
  readonly settings: Settings;
}

/** How the simulator behaves where the API leaves it open. */
export interface Settings {
  /** Factor on everything that takes time; 0 means no time at all. */
  readonly speed: number;
  /** Seconds until a new guest shows its status in the cluster's resource list (the status daemon's cycle). */
  readonly statsDelay: number;
  /** The server's certificate in PEM, as console endpoints hand it out. */
  readonly certificate: string;
  /** Its SHA-256 fingerprint. */
  readonly fingerprint: string;
  /**
   * Whether this machine stands in for guests and nodes: the guest agent runs commands on it, and image files named by an
   * absolute path are its files. For tests of what is built on a real shell.
   */
  readonly realMachine: boolean;
}

/** One call of an endpoint, authenticated, permitted by the schema and with checked parameters. */
export interface Call {
  readonly services: Services;
  readonly principal: Principal;
  readonly params: Params;
  /** The node of the path, else the node that was asked. */
  readonly node: string;
  /** The uploaded file of a multipart request. */
  readonly upload?: Upload | undefined;
}

/** A file that came with a multipart request. */
export interface Upload {
  readonly filename: string;
  readonly size: number;
  /** The first bytes, enough to tell an image's format. */
  readonly head: Buffer;
  readonly sha256: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** An answer with more than `data` at its top level, such as `total`, or one that is not JSON. */
export class Reply {
  readonly data: unknown;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly text: string | undefined;
  constructor(data: unknown, extra: Readonly<Record<string, unknown>> = {}, text?: string) {
    this.data = data;
    this.extra = extra;
    this.text = text;
  }
}

/** What answers an endpoint: the result is the body's `data`. */
export type Handler = (call: Call) => unknown;

/** Handlers by `METHOD /path/{parameter}`. */
export type Handlers = Readonly<Record<string, Handler>>;
