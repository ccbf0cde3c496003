import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { defineAccess } from "../kit/access.ts";
import { type SelectedGuest, selectedGuests } from "../kit/selection-access.ts";
import { options, type SnapshotArgs } from "./options.ts";

export default defineAccess({
  options,
  calls: (args, world) => selectedGuests(world, args).flatMap((guest) => callsOn(guest, args)),
});

function callsOn(guest: SelectedGuest, args: SnapshotArgs): readonly AccessCall[] {
  const { vmid, node, pool } = guest;
  const path = `/nodes/{node}/${guest.type ?? "qemu"}/{vmid}`;
  const call = (endpoint: string, params: Readonly<Record<string, string>> = {}): AccessCall => ({
    endpoint: endpoint.replace(" ", ` ${path}`),
    params: { ...params, vmid, node },
  });
  const base = [
    { endpoint: "GET /cluster/resources", params: {}, shows: { vmid, ...(pool ? { pool } : {}) } },
    call("GET /snapshot"),
  ];
  switch (args.state) {
    case "list":
      return base;
    case "ready": {
      const tasks = { endpoint: "GET /nodes/{node}/tasks", params: { node } };
      const abilities = args.snapname === undefined ? [] : [call("GET /feature"), call("GET /config")];
      return [...base, call("GET /status/current"), tasks, ...abilities];
    }
    case "absent":
      return [...base, call("DELETE /snapshot/{snapname}")];
    case "present": {
      const freeze = args.freeze && guest.type !== "lxc";
      const frozen = freeze
        ? [call("GET /status/current"), call("POST /agent/fsfreeze-freeze"), call("POST /agent/fsfreeze-thaw")]
        : [];
      // A snapshot of a group is taken back where another guest's fails, and old ones go by retention.
      return [...base, call("GET /feature"), ...frozen, call("POST /snapshot"), call("DELETE /snapshot/{snapname}")];
    }
    case "rollback": {
      const start: Readonly<Record<string, string>> = args.start === "false" ? {} : { start: "1" };
      const safety = args.safety_snapshot === undefined ? [] : [call("POST /snapshot")];
      const younger = args.force ? [call("DELETE /snapshot/{snapname}")] : [];
      return [
        ...base,
        call("GET /status/current"),
        call("GET /config"),
        ...safety,
        ...younger,
        call("POST /snapshot/{snapname}/rollback", start),
      ];
    }
    default:
      return [...base, call("GET /status/current"), call("GET /feature")];
  }
}
