import { unixTime } from "../clock.ts";
import { failure } from "../pve-error.ts";
import type { Services } from "../services.ts";
import { type GuestSystem, type State, type Storage, type Volume, volumeKey } from "../state.ts";
import { findStorage, homeOf, isFileBased, usableStorage } from "./storages.ts";
import { splitVolumeId, volumePath } from "./volume-id.ts";

/** The volume of an id as seen from a node; undefined when there is none. */
export function findVolume(state: State, node: string, volid: string): Volume | undefined {
  const storage = state.storages.get(splitVolumeId(volid).storage);
  return storage && state.volumes.get(volumeKey(homeOf(storage, node), volid));
}

/** The volume of an id. @throws PveError 500 `volume 'x' does not exist` */
export function needVolume(state: State, node: string, volid: string): Volume {
  usableStorage(state, splitVolumeId(volid).storage, node);
  const volume = findVolume(state, node, volid);
  if (!volume) throw failure(`volume '${volid}' does not exist`);
  return volume;
}

/** A volume to be made for a guest. Size in bytes. */
export interface NewVolume {
  readonly storage: string;
  readonly node: string;
  readonly vmid: number;
  readonly format: string;
  readonly size: number;
  /** A name of its own; else the next free `vm-ID-disk-N`. */
  readonly name?: string;
  readonly system?: GuestSystem | undefined;
  /** The base volume's id, for a linked clone. */
  readonly parent?: string;
}

/** Makes a volume for a guest. @throws PveError 500 when the storage can not be used or the name is taken */
export function allocate(services: Services, wanted: NewVolume): Volume {
  const { state } = services;
  const storage = usableStorage(state, wanted.storage, wanted.node);
  const file = wanted.name ?? nextDiskName(state, storage, wanted);
  const name = isFileBased(storage) ? `${wanted.vmid}/${file}` : file;
  const linked =
    wanted.parent === undefined || storage.type === "lvmthin" ? name : `${splitVolumeId(wanted.parent).name}/${name}`;
  const volid = `${storage.storage}:${linked}`;
  const home = homeOf(storage, wanted.node);
  if (state.volumes.has(volumeKey(home, volid)))
    throw failure(`disk image '${volumePath(storage, name)}' already exists`);
  const volume: Volume = {
    volid,
    storage: storage.storage,
    node: home,
    content: wanted.format === "subvol" ? "rootdir" : "images",
    format: wanted.format,
    size: wanted.size,
    ctime: unixTime(services.clock),
    vmid: wanted.vmid,
    parent: linked === name ? undefined : wanted.parent,
    system: wanted.system,
    snapshots: new Map(),
  };
  state.volumes.set(volumeKey(home, volid), volume);
  return volume;
}

/** Registers a volume that is no guest's disk, or replaces it. */
export function putVolume(state: State, volume: Volume): void {
  state.volumes.set(volumeKey(volume.node, volume.volid), volume);
}

/** Removes a volume. @throws PveError 500 while linked clones stand on it */
export function release(state: State, volume: Volume): void {
  if (clonesOf(state, volume).length > 0)
    throw failure(`base volume '${volume.volid}' is still in use by linked cloned`);
  state.volumes.delete(volumeKey(volume.node, volume.volid));
}

/** Linked clones that stand on a base volume. */
export function clonesOf(state: State, volume: Volume): Volume[] {
  if (!/(?:^|[:/])base(?:vol)?-/.test(volume.volid)) return [];
  return [...state.volumes.values()].filter((other) => other.parent === volume.volid && other.node === volume.node);
}

/** Renames a volume (a disk becomes a template's base, or another guest's). */
export function rename(state: State, volume: Volume, volid: string): Volume {
  state.volumes.delete(volumeKey(volume.node, volume.volid));
  const owner = /(?:vm|base|subvol|basevol)-(\d+)-/.exec(volid)?.[1];
  const renamed: Volume = { ...volume, volid, vmid: owner === undefined ? volume.vmid : Number(owner) };
  state.volumes.set(volumeKey(volume.node, volid), renamed);
  return renamed;
}

/** All volumes of a storage as seen from a node. */
export function volumesOf(state: State, storageName: string, node: string): Volume[] {
  const home = homeOf(findStorage(state, storageName), node);
  return [...state.volumes.values()].filter((volume) => volume.storage === storageName && volume.node === home);
}

/** The lowest free `vm-ID-disk-N`, with an extension where volumes are files. */
export function nextDiskName(
  state: State,
  storage: Storage,
  wanted: Pick<NewVolume, "node" | "vmid" | "format">,
): string {
  const home = homeOf(storage, wanted.node);
  const pattern = new RegExp(`(?:^|[:/])(?:vm|base|subvol|basevol)-${wanted.vmid}-disk-(\\d+)(?:\\.|$)`);
  const used = new Set<number>();
  for (const volume of state.volumes.values()) {
    if (volume.vmid !== wanted.vmid || volume.storage !== storage.storage || volume.node !== home) continue;
    const index = pattern.exec(volume.volid)?.[1];
    if (index !== undefined) used.add(Number(index));
  }
  let index = 0;
  while (used.has(index)) index += 1;
  const prefix = wanted.format === "subvol" ? "subvol" : "vm";
  return `${prefix}-${wanted.vmid}-disk-${index}${isFileBased(storage) ? `.${wanted.format}` : ""}`;
}

/** The line `qemu-img` prints when it makes a file; nothing for block storages. */
export function formattingLine(state: State, volume: Volume): string[] {
  const storage = findStorage(state, volume.storage);
  if (!isFileBased(storage)) return [`  Logical volume "${splitVolumeId(volume.volid).name}" created.`];
  const path = volumePath(storage, splitVolumeId(volume.volid).name);
  if (volume.format === "raw") return [`Formatting '${path}', fmt=raw size=${volume.size} preallocation=off`];
  const cluster =
    volume.parent === undefined ? "cluster_size=65536 extended_l2=off" : "cluster_size=131072 extended_l2=on";
  const backing =
    volume.parent === undefined ? "" : ` backing_file=../${splitVolumeId(volume.parent).name} backing_fmt=qcow2`;
  return [
    `Formatting '${path}', fmt=qcow2 ${cluster} preallocation=metadata compression_type=zlib size=${volume.size}${backing} lazy_refcounts=off refcount_bits=16`,
  ];
}
