import { type AccessCall, type RuleContext, withoutKeys } from "./call.ts";
import { type GuestTarget, mayAllocate, onGuest, targetOf } from "./guest-rules.ts";
import { inServerOrder, isVolumeKey, lxcKeyPrivilege } from "./lxc-keys.ts";
import { bridgeUse, SOME_NIC } from "./network.ts";
import { restoreFrom } from "./qemu-rules.ts";
import { all, need, NOTHING, type Requirement } from "./requirement.ts";
import { unknown } from "./unknown.ts";
import { newDiskStorage, OWN_DISK, space, storageOfVolume, volumeAccess } from "./volumes.ts";

const NOT_CONFIG = new Set(
  "node vmid ostemplate pool storage password ssh-public-keys start force restore ignore-unpack-errors bwlimit unique delete digest revert skiplock ha-managed".split(
    " ",
  ),
);

/** Making a container. Of features only nesting is anybody's but root's; bind and device mounts are root's. */
export function createContainer({ params }: AccessCall, context: RuleContext): Requirement {
  const target = targetOf(params["vmid"] ?? "", params["pool"]);
  const template = params["ostemplate"] ?? unknown("the container's template");
  const privileged = params["unprivileged"] === "0" ? need({ path: "/" }, "Sys.Modify") : NOTHING;
  if (params["restore"] === "1") return all(privileged, mayAllocate(target), restoreFrom(template, params, target));
  const settings = withoutKeys(params, NOT_CONFIG);
  const { storage } = params;
  const rootfs =
    settings["rootfs"] === undefined ? all(volumeAccess(template, target.vmid), space(storage ?? "local")) : NOTHING;
  return all(
    privileged,
    mayAllocate(target),
    containerKeys(settings, [], target),
    rootfs,
    volumeAccess(template, target.vmid),
    ...nets(settings, context),
  );
}

/** Changing a container's configuration: its network devices' bridges, the old ones of those removed too. */
export function configureContainer({ params, found }: AccessCall, context: RuleContext): Requirement {
  const target = targetOf(params["vmid"] ?? "");
  const set = withoutKeys(params, NOT_CONFIG);
  const remove = (params["delete"] ?? "").split(/[,; ]+/).filter((key) => key !== "");
  const removedNets = remove.filter((key) => /^net\d+$/.test(key));
  return all(
    containerKeys(set, remove, target),
    ...nets(set, context),
    ...removedNets.map((key) => bridgeUse(found ? (found[key] ?? "") : SOME_NIC, context)),
  );
}

/** Cloning: space for each volume, and the bridges of the source's network devices. */
export function cloneContainer({ params, found }: AccessCall, context: RuleContext): Requirement {
  const wanted = params["storage"];
  if (!found) return all(space(wanted ?? unknown("the storage of the source's volumes")), bridgeUse(SOME_NIC, context));
  const volumes = Object.entries(found).filter(([key]) => isVolumeKey(key));
  return all(...volumes.map(([, value]) => space(wanted ?? storageOfVolume(value))), ...nets(found, context));
}

function containerKeys(
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
  target: GuestTarget,
): Requirement {
  const names = inServerOrder([...Object.keys(set), ...remove]);
  return all(
    features(set["features"]),
    ...names.map((key) => {
      if (key === "hookscript") return { kind: "root", reason: `only root can set '${key}' config` } as const;
      const privilege = lxcKeyPrivilege(key);
      const own = privilege === undefined ? NOTHING : onGuest(target, privilege);
      const value = set[key];
      return isVolumeKey(key) && value !== undefined ? all(own, mount(value, target.vmid)) : own;
    }),
  );
}

function features(value: string | undefined): Requirement {
  const others = (value ?? "").split(",").filter((part) => part !== "" && !/^nesting\b/.test(part));
  if (others.length === 0) return NOTHING;
  return { kind: "root", reason: "changing feature flags (except nesting) is only allowed for root@pam" };
}

function mount(value: string, vmid: string): Requirement {
  const volume = /(?:^|,)volume=([^,]*)/.exec(value)?.[1] ?? value.split(",")[0] ?? "";
  if (volume.startsWith("/")) {
    const type = volume.startsWith("/dev/") ? "device" : "bind";
    return { kind: "root", reason: `mount point type ${type} is only allowed for root@pam` };
  }
  const storage = newDiskStorage(volume);
  if (storage !== undefined) return space(storage);
  return volume === OWN_DISK ? NOTHING : volumeAccess(volume, vmid);
}

function nets(settings: Readonly<Record<string, string>>, context: RuleContext): readonly Requirement[] {
  return Object.entries(settings)
    .filter(([key]) => /^net\d+$/.test(key))
    .map(([, value]) => bridgeUse(value, context));
}
