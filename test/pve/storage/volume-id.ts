import { failure } from "../pve-error.ts";
import type { Storage } from "../state.ts";
import { isFileBased } from "./storages.ts";

/** A volume id in its parts. */
export interface VolumeName {
  readonly storage: string;
  readonly name: string;
}

/** Splits `local:100/vm-100-disk-0.qcow2`. @throws PveError 500 `unable to parse volume ID 'x'` */
export function splitVolumeId(volid: string): VolumeName {
  const match = /^([a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]):(.+)$/.exec(volid);
  if (!match?.[1] || !match[2]) throw failure(`unable to parse volume ID '${volid}'`);
  return { storage: match[1], name: match[2] };
}

/** What a volume's name says about it. */
export interface VolumeKind {
  readonly content: string;
  readonly vmid: number | undefined;
}

const FOLDERS: Readonly<Record<string, string>> = {
  iso: "iso",
  vztmpl: "vztmpl",
  backup: "backup",
  snippets: "snippets",
  import: "import",
};

/** Content type and owner from a volume's name. @throws PveError 500 `unable to parse directory volume name 'x'` */
export function kindOfVolume(storage: Storage, name: string): VolumeKind {
  if (isFileBased(storage)) {
    const folder = FOLDERS[/^([a-z]+)\/[^/]+$/.exec(name)?.[1] ?? ""];
    if (folder !== undefined) return { content: folder, vmid: folder === "backup" ? backupOwner(name) : undefined };
    const owner = /(?:^|\/)(\d+)\/[^/]+$/.exec(name)?.[1];
    if (owner !== undefined) return { content: "images", vmid: Number(owner) };
    throw failure(`unable to parse directory volume name '${name}'`);
  }
  const owner = /(?:^|\/)(?:vm|base|subvol|basevol)-(\d+)-\S+$/.exec(name)?.[1];
  if (owner !== undefined) return { content: "images", vmid: Number(owner) };
  throw failure(`unable to parse ${storage.type.replace("thin", "")} volume name '${name}'`);
}

function backupOwner(name: string): number | undefined {
  const owner = /vzdump-(?:qemu|lxc)-(\d+)-/.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
}

/** Where a volume is on its node, as task logs and errors name it. */
export function volumePath(storage: Storage, name: string): string {
  const base = storage.options.get("path") ?? `/mnt/pve/${storage.storage}`;
  const [folder = "", ...rest] = name.split("/");
  const sub: Readonly<Record<string, string>> = {
    iso: "template/iso",
    vztmpl: "template/cache",
    backup: "dump",
    snippets: "snippets",
    import: "import",
  };
  if (isFileBased(storage)) {
    return sub[folder] === undefined
      ? `${base}/images/${name.split("/").slice(-2).join("/")}`
      : `${base}/${sub[folder]}/${rest.join("/")}`;
  }
  const last = name.split("/").at(-1) ?? name;
  if (storage.type === "zfspool") return `/dev/zvol/${storage.options.get("pool") ?? "rpool"}/${last}`;
  if (storage.type === "rbd") return `rbd:${storage.options.get("pool") ?? "rbd"}/${last}`;
  return `/dev/${storage.options.get("vgname") ?? "pve"}/${last}`;
}
