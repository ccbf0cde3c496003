import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ path, paths = [], state }) =>
    [...(path === undefined ? [] : [path]), ...paths].flatMap((each): readonly AccessCall[] => {
      const place = state === "exact" ? fromAbove(each) : each;
      return [
        { endpoint: "GET /access/acl", params: {}, shows: { path: place } },
        // Managers of a guest may hand on what they have themselves; for any role it takes this.
        {
          endpoint: "PUT /access/acl",
          params: { path: place },
          also: [{ path: place, privilege: "Permissions.Modify" }],
        },
      ];
    }),
});

/** A path whose entries are made exact loses those of the caller: its right must come from the path above. */
function fromAbove(path: string): string {
  const parent = path.slice(0, path.lastIndexOf("/"));
  return path === "/" ? path : `${parent}/${unknown(`${path}, whose other entries go`)}`;
}
