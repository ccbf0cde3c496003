import { dirname } from "node:path";
import type { Target } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";
import { applyAttributes, type WantedAttributes } from "./attributes.ts";

interface NewFolders {
  readonly target: Target;
  readonly path: string;
  readonly attributes: WantedAttributes;
}

/** Makes a folder and those above it that are missing. @returns whether any was (in check mode: would be) made */
export async function makeFolders({ target, path, attributes }: NewFolders, call: ActionCall): Promise<boolean> {
  if (path === "/" || path === "." || (await target.files.stat(path, { follow: true }))) return false;
  if (call.checkMode) return true;
  await makeFolders({ target, path: dirname(path), attributes }, call);
  await target.files.makeDirectory(path);
  await applyAttributes(target, { path, check: false }, attributes);
  return true;
}
