import { failure } from "../pve-error.ts";
import type { State, Storage } from "../state.ts";

const FILE_TYPES = new Set(["dir", "nfs", "cifs", "cephfs", "btrfs"]);
const SHARED_TYPES = new Set(["nfs", "cifs", "cephfs", "rbd", "pbs", "iscsi", "iscsidirect", "esxi"]);
const SNAPSHOT_TYPES = new Set(["lvmthin", "zfspool", "zfs", "rbd", "btrfs"]);
/** Content types a storage has when its configuration names none. */
const DEFAULT_CONTENT = "images,rootdir";

/** A storage by name. @throws PveError 500 `storage 'x' does not exist` */
export function findStorage(state: State, name: string): Storage {
  const storage = state.storages.get(name);
  if (!storage) throw failure(`storage '${name}' does not exist`);
  return storage;
}

/** A storage that may be used on a node now. @throws PveError 500 when missing, disabled or restricted to other nodes */
export function usableStorage(state: State, name: string, node: string): Storage {
  const storage = findStorage(state, name);
  if (storage.options.get("disable") === "1") throw failure(`storage '${name}' is disabled`);
  if (!isOnNode(storage, node)) throw failure(`storage '${name}' is not available on node '${node}'`);
  return storage;
}

/** Whether the storage is configured for the node. */
export function isOnNode(storage: Storage, node: string): boolean {
  const nodes = storage.options.get("nodes");
  return nodes === undefined || nodes.split(",").includes(node);
}

/** Whether the storage can be used on the node: enabled and configured for it. */
export function isActive(storage: Storage, node: string): boolean {
  return storage.options.get("disable") !== "1" && isOnNode(storage, node);
}

/** Content types the storage may hold. */
export function contentTypes(storage: Storage): string[] {
  return (storage.options.get("content") ?? DEFAULT_CONTENT).split(",");
}

/** Whether the storage's volumes are the same on every node. */
export function isShared(storage: Storage): boolean {
  return SHARED_TYPES.has(storage.type) || storage.options.get("shared") === "1";
}

/** Whether the storage keeps volumes as files. */
export function isFileBased(storage: Storage): boolean {
  return FILE_TYPES.has(storage.type);
}

/** Whether a volume of that format can be snapshotted there (source: the feature tables of pve-storage). */
export function canSnapshot(storage: Storage, format: string): boolean {
  return (
    format === "qcow2" ||
    (SNAPSHOT_TYPES.has(storage.type) && format !== "subvol") ||
    (storage.type === "zfspool" && format === "subvol")
  );
}

/** The format a new volume gets when none is asked for, or when the storage has no choice. */
export function formatFor(storage: Storage, asked: string | undefined, kind: "disk" | "cloudinit" | "rootfs"): string {
  if (!isFileBased(storage)) return "raw";
  if (asked !== undefined) return asked;
  return kind === "cloudinit" ? "qcow2" : "raw";
}

/** The node under which a storage's volumes are kept: none for a shared one. */
export function homeOf(storage: Storage, node: string): string {
  return isShared(storage) ? "" : node;
}
