import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { defineAccess } from "../kit/access.ts";
import { selectedGuests } from "../kit/selection-access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: (args, world) =>
    selectedGuests(world, args).flatMap(({ vmid, node, type, pool }): readonly AccessCall[] => [
      { endpoint: "GET /cluster/resources", params: {}, shows: { vmid, ...(pool ? { pool } : {}) } },
      {
        endpoint:
          type === "lxc"
            ? "GET /nodes/{node}/lxc/{vmid}/interfaces"
            : "GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
        params: { vmid, node },
      },
      // Why a guest gives no answer is looked up in its configuration and state.
      { endpoint: `GET /nodes/{node}/${type ?? "qemu"}/{vmid}/config`, params: { vmid, node } },
    ]),
});
