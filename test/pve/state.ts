import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";

/** A guest's configuration as its file holds it: raw strings by key. */
export type Config = Map<string, string>;

/** What a disk holds when an operating system is installed on it. Replaced as a whole on every change, so copies are free. */
export interface GuestSystem {
  readonly os: string;
  /** Whether the guest agent is installed. */
  readonly agent: boolean;
  readonly files: Readonly<Record<string, string>>;
}

/** A disk image, ISO, template, snippet or backup on a storage. Sizes in bytes, times in Unix seconds. */
export interface Volume {
  readonly volid: string;
  readonly storage: string;
  /** The node that has it; empty on a shared storage. */
  readonly node: string;
  readonly content: string;
  readonly format: string;
  size: number;
  /** The size of the disk inside an image file to import, where it differs from the file's. */
  readonly virtualSize?: number | undefined;
  readonly ctime: number;
  readonly vmid?: number | undefined;
  /** The base volume of a linked clone. */
  parent?: string | undefined;
  system?: GuestSystem | undefined;
  readonly snapshots: Map<string, { readonly size: number; readonly system: GuestSystem | undefined }>;
  notes?: string | undefined;
  protected?: boolean | undefined;
  backup?: Backup | undefined;
}

/** What a backup archive holds. */
export interface Backup {
  readonly kind: GuestKind;
  readonly config: Config;
  readonly disks: ReadonlyMap<
    string,
    { readonly size: number; readonly format: string; readonly system: GuestSystem | undefined }
  >;
}

/** The two kinds of guests, named as in the API's paths. */
export type GuestKind = "qemu" | "lxc";

/** A snapshot of a guest's configuration; its disks keep their own part under the same name. Times in Unix seconds. */
export interface Snapshot {
  readonly config: Config;
  description: string;
  readonly snaptime: number;
  parent?: string | undefined;
  /** Whether memory was saved, so that a rollback resumes a running guest. */
  readonly vmstate: boolean;
  readonly paused?: boolean | undefined;
  /** While it is made or removed; it stays when the worker is killed. */
  snapstate?: "prepare" | "delete" | undefined;
}

/** Whether a guest runs. Times in milliseconds of the simulator's clock. */
export interface Power {
  state: "stopped" | "running" | "paused";
  pid: number;
  startedAt: number;
  /** When the operating system is up and its agent answers; undefined where there is none to boot. */
  upAt: number | undefined;
  frozen: boolean;
}

/** A virtual machine or container. */
export interface Guest {
  readonly vmid: number;
  readonly kind: GuestKind;
  node: string;
  config: Config;
  /** Changes that wait for the next start. */
  pending: Config;
  /** Keys to delete at the next start; true when disks are to be destroyed rather than kept as unused. */
  pendingDelete: Map<string, boolean>;
  snapshots: Map<string, Snapshot>;
  power: Power;
  /** Clock milliseconds when the guest was made: the status daemon reports only guests of a certain age. */
  readonly createdAt: number;
  firewall: Config;
  firewallRules: Config[];
}

/** A user of a realm. */
export interface User {
  readonly userid: string;
  enable: boolean;
  /** Unix seconds; 0 is never. */
  expire: number;
  firstname: string;
  lastname: string;
  email: string;
  comment: string;
  keys: string;
  password: string;
  groups: Set<string>;
  tokens: Map<string, Token>;
}

/** An API token of a user. */
export interface Token {
  readonly tokenid: string;
  secret: string;
  comment: string;
  expire: number;
  privsep: boolean;
}

/** Roles on one path: by subject id, role name to propagate flag. */
export interface AclNode {
  readonly users: Map<string, Map<string, boolean>>;
  readonly groups: Map<string, Map<string, boolean>>;
  readonly tokens: Map<string, Map<string, boolean>>;
}

/** A resource pool. */
export interface Pool {
  comment: string;
  readonly vms: Set<number>;
  readonly storages: Set<string>;
}

/** A configured storage; `options` are the keys of its section in storage.cfg. */
export interface Storage {
  readonly storage: string;
  readonly type: string;
  readonly options: Config;
  /** Bytes of the file system or pool behind it. */
  readonly total: number;
  readonly used: number;
}

/** A cluster node. */
export interface Node {
  readonly name: string;
  readonly ip: string;
  online: boolean;
  readonly cpus: number;
  readonly memory: number;
  readonly bridges: readonly string[];
}

/** A task, running or ended. Times in Unix seconds. */
export interface Task {
  readonly upid: string;
  readonly node: string;
  readonly pid: number;
  readonly pstart: number;
  readonly starttime: number;
  readonly type: string;
  readonly id: string;
  /** Who started it: `user@realm` or `user@realm!token`. */
  readonly user: string;
  readonly log: string[];
  warnings: number;
  endtime?: number | undefined;
  exitstatus?: string | undefined;
}

/** Everything the simulated cluster remembers. */
export interface State {
  readonly version: PveVersion;
  readonly nodes: Map<string, Node>;
  readonly users: Map<string, User>;
  readonly groups: Map<string, { comment: string }>;
  /** Custom roles only; the built-in ones come with the version. */
  readonly roles: Map<string, Set<string>>;
  readonly acl: Map<string, AclNode>;
  readonly pools: Map<string, Pool>;
  readonly storages: Map<string, Storage>;
  /** By {@link volumeKey}. */
  readonly volumes: Map<string, Volume>;
  readonly guests: Map<number, Guest>;
  readonly tasks: Task[];
  readonly options: Config;
  readonly backupJobs: Map<string, Config>;
  readonly haResources: Map<string, Config>;
  readonly haGroups: Map<string, Config>;
  readonly haRules: Map<string, Config>;
  /** The cluster's own firewall options. */
  readonly firewall: Config;
  readonly zones: Map<string, Config>;
  readonly vnets: Map<string, Config>;
}

/** The key of a volume: a volume of a local storage exists on one node, of a shared one everywhere. */
export function volumeKey(node: string, volid: string): string {
  return `${node}|${volid}`;
}
