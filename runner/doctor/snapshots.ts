import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { counted, type Finding, type Look } from "./finding.ts";
import { guestTitle, type KnownGuest } from "./guests.ts";
import { examine } from "./patient.ts";

interface Storage {
  readonly storage: string;
  readonly type: string;
}

const TOPIC = "snapshots";
/** Keys of configurations that hold volumes. */
const VOLUME = /^(?:scsi|virtio|sata|ide|efidisk|tpmstate|mp|rootfs)\d*$/;
/** Types of storage that take snapshots of every volume. */
const CAPABLE: ReadonlySet<string> = new Set(["lvmthin", "zfspool", "zfs", "rbd", "btrfs"]);

/** The storages that keep guests from having snapshots, with the guests on them. */
export function lookAtSnapshots(client: ProxmoxClient, guests: readonly KnownGuest[]): Promise<Look> {
  return examine(TOPIC, async () => {
    const storages = await client.get<readonly Storage[]>("/storage");
    const types = new Map(storages.map(({ storage, type }) => [storage, type]));
    const unable = guests.filter(({ canSnapshot }) => canSnapshot === false);
    const byPlace = new Map<string, KnownGuest[]>();
    for (const known of unable)
      for (const place of blamed(known, types)) byPlace.set(place, [...(byPlace.get(place) ?? []), known]);
    const findings = [...byPlace].map(([place, kept]) => finding(place, kept));
    return {
      topic: TOPIC,
      summary: `${guests.length - unable.length} of ${counted(guests.length, "guest")} can have them`,
      findings,
    };
  });
}

function finding(place: string, guests: readonly KnownGuest[]): Finding {
  return {
    severity: "warning",
    topic: TOPIC,
    what: `${place} keeps ${counted(guests.length, "guest")} from having snapshots`,
    where: guests.map(({ guest }) => guestTitle(guest)),
    todo: "Back these up before a change, or move their disks to a storage with snapshots (qcow2 files, LVM-thin, ZFS, Ceph)",
  };
}

/** What of a guest's volumes stands in the way; all of them where none is known to. */
function blamed({ guest, config }: KnownGuest, types: ReadonlyMap<string, string>): readonly string[] {
  const volumes = Object.entries(config).flatMap(([key, value]) =>
    VOLUME.test(key) ? [String(value).split(",")[0] ?? ""] : [],
  );
  const places = volumes.flatMap((volume) => {
    if (volume.startsWith("/")) return [{ place: `a path of the node (${volume})`, isAble: false }];
    const [storage = "", name] = volume.split(":");
    if (name === undefined || storage === "none" || name.startsWith("iso/") || name.includes("cloudinit")) return [];
    const type = types.get(storage) ?? "unknown type";
    const isAble = CAPABLE.has(type) || (guest.type === "qemu" && name.endsWith(".qcow2"));
    return [{ place: `storage ${storage} (${type})`, isAble }];
  });
  const guilty = places.filter(({ isAble }) => !isAble);
  return [...new Set((guilty.length > 0 ? guilty : places).map(({ place }) => place))];
}
