import { HintedError } from "../../core/errors.ts";

/** A transfer's failed task as what the user can do about it; any other error stays as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof HintedError) || error.code !== "PROXMOX_TASK_FAILED") return error;
  const status = String(error.details["exitstatus"]);
  const options = { details: error.details, cause: error };
  if (/checksum mismatch/.test(status)) {
    return new HintedError("CHECKSUM_MISMATCH", `The image that arrived is not the one asked for: ${status}`, {
      hint: "Compare 'checksum' with what is published; nothing was put on the storage",
      ...options,
    });
  }
  if (/not in (qcow2|vmdk|raw) format|file format/.test(status)) {
    return new HintedError("PROXMOX_TASK_FAILED", error.message, {
      hint: "The image is of another format than its name says: give a 'name' that ends in .raw or .qcow2 as it really is",
      ...options,
    });
  }
  return error;
}
