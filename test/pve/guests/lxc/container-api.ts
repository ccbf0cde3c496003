import { failure } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { interfacesOf } from "../../agent/network.ts";
import { guestOf } from "../find.ts";
import { isOn, isUp } from "../power.ts";
import { snapshotHandlers } from "../snapshot-api.ts";
import { snapshotsPossible } from "../snapshots.ts";
import { commonStatus, displayName, haStatus } from "../status.ts";
import { cloneContainer, makeContainerTemplate } from "./clone.ts";
import { lxcConfig } from "./config-api.ts";
import { createContainer } from "./create.ts";
import { destroyContainer, resizeContainer } from "./destroy.ts";
import { moveVolume } from "./move.ts";
import { lxcPower } from "./power-api.ts";

const base = "/nodes/{node}/lxc";
const MIB = 1024 ** 2;

/** Everything about containers. */
export const lxcHandlers: Handlers = {
  [`GET ${base}`]: list,
  [`POST ${base}`]: createContainer,
  [`DELETE ${base}/{vmid}`]: destroyContainer,
  [`POST ${base}/{vmid}/clone`]: cloneContainer,
  [`POST ${base}/{vmid}/template`]: makeContainerTemplate,
  [`PUT ${base}/{vmid}/resize`]: resizeContainer,
  [`POST ${base}/{vmid}/move_volume`]: moveVolume,
  [`GET ${base}/{vmid}/feature`]: feature,
  [`GET ${base}/{vmid}/interfaces`]: interfaces,
  [`GET ${base}/{vmid}/status/current`]: (call) => {
    const guest = guestOf(call, "lxc");
    return { ...containerStatus(call, guest), ha: haStatus(call.services, guest) };
  },
  ...lxcConfig,
  ...lxcPower,
  ...snapshotHandlers("lxc"),
};

function list(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const mine = [...state.guests.values()].filter((guest) => guest.kind === "lxc" && guest.node === call.node);
  return mine
    .filter((guest) => permissions.has(call.principal.name, `/vms/${guest.vmid}`, { privileges: ["VM.Audit"] }))
    .map((guest) => containerStatus(call, guest));
}

function containerStatus(call: Call, guest: Guest): Record<string, unknown> {
  return {
    ...commonStatus(call.services, guest),
    vmid: guest.vmid,
    name: displayName(guest),
    type: "lxc",
    status: isOn(guest) ? "running" : "stopped",
    swap: 0,
    maxswap: Number(guest.config.get("swap") ?? 512) * MIB,
    diskread: 0,
    diskwrite: 0,
    ...(guest.config.get("template") === "1" ? { template: 1 } : {}),
    ...(isOn(guest) ? { pid: guest.power.pid } : {}),
  };
}

function feature(call: Call): unknown {
  const guest = guestOf(call, "lxc");
  const name = call.params.need("feature");
  const snapname = call.params.get("snapname");
  if (snapname !== undefined && !guest.snapshots.has(snapname)) throw failure(`snapshot '${snapname}' does not exist`);
  const has =
    name === "clone" ? guest.config.get("template") === "1" : name === "copy" || snapshotsPossible(call, guest);
  return { hasFeature: has ? 1 : 0 };
}

function interfaces(call: Call): unknown {
  const guest = guestOf(call, "lxc");
  if (!isUp(call.services, guest)) return null;
  return interfacesOf(call.services, guest).map(({ name, mac, addresses }) => {
    const [inet, inet6] = (["ipv4", "ipv6"] as const).map((type) => addresses.find((address) => address.type === type));
    return {
      name,
      hwaddr: mac,
      "hardware-address": mac,
      ...(inet ? { inet: `${inet.address}/${inet.prefix}` } : {}),
      ...(inet6 ? { inet6: `${inet6.address}/${inet6.prefix}` } : {}),
      "ip-addresses": addresses.map(({ type, address, prefix }) => ({
        "ip-address": address,
        "ip-address-type": type === "ipv4" ? "inet" : "inet6",
        prefix: String(prefix),
      })),
    };
  });
}
