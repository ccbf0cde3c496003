import type { Args, Options } from "../../core/spec/options.ts";

/** The options of proxmox_group. */
export const options = {
  groupid: { type: "str", required: true, aliases: ["name"], description: "Name of the group." },
  state: { type: "str", choices: ["present", "absent"], default: "present", description: "Whether the group exists." },
  comment: { type: "str", description: "Comment; left alone when not given." },
} as const satisfies Options;

/** The arguments of proxmox_group. */
export type GroupArgs = Args<typeof options>;
