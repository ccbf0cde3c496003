import type { AclPath } from "./requirement.ts";
import { unknownIn } from "./unknown.ts";

/** `/vms/{vmid}` with the values in it; a value that is unknown or missing cuts the path off above it. */
export function aclPath(template: string, values: Readonly<Record<string, string>>): AclPath {
  const done: string[] = [];
  for (const segment of template.split("/").filter((part) => part !== "")) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    const value = name === undefined ? segment : values[name];
    const open =
      value === undefined || value === "" ? { what: `any ${name ?? segment}`, within: "" } : unknownIn(value);
    if (open) return { path: open.within === "" ? `/${done.join("/")}` : open.within, below: open.what };
    done.push(value ?? "");
  }
  return { path: `/${done.join("/")}` };
}

/** Path of a guest. */
export function guestAcl(vmid: string): AclPath {
  return aclPath("/vms/{vmid}", { vmid });
}

/** Path of a storage. */
export function storageAcl(storage: string): AclPath {
  return aclPath("/storage/{storage}", { storage });
}
