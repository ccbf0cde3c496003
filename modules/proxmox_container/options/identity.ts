import type { Options } from "../../../core/spec/options.ts";
import { identityOptions } from "../../kit/guest/identity-options.ts";

/** Which container, where it comes from, and what becomes of it. */
export const containerIdentityOptions = {
  ...identityOptions,
  name: {
    type: "str",
    aliases: ["hostname"],
    description:
      "Host name of the container. Finds the container when O(vmid) is not given; otherwise the name it shall have.",
  },
  state: {
    type: "str",
    choices: ["present", "started", "stopped", "restarted", "template", "absent"],
    default: "present",
    description: [
      "V(present) makes sure that the container exists as described, and leaves its power alone.",
      "V(started) and V(stopped) also see to its power; V(restarted) reboots it on every run, or starts it when it is stopped.",
      "V(template) converts it to a template. V(absent) removes it; a running container only with O(force).",
    ],
  },
  shutdown: {
    type: "list",
    elements: "dict",
    description:
      "The ladder by which a container is brought to a stop, rung by rung, in place of O(shutdown_timeout) and O(force).",
    options: {
      method: {
        type: "str",
        required: true,
        choices: ["acpi", "stop"],
        description: "V(acpi) shuts it down cleanly, V(stop) ends it at once.",
      },
      timeout: { type: "int", default: 60, min: 1, description: "Seconds until the next rung." },
    },
  },
} as const satisfies Options;

/** Names of the Python module for what has another name here. */
export const containerCompatOptions = {
  clone_type: {
    type: "str",
    choices: ["full", "linked", "opportunistic"],
    description:
      "Another way to say O(full): V(opportunistic) is a linked clone of a template and a full one of anything else.",
  },
} as const satisfies Options;

/** What counts only while a container is made. */
export const creationOptions = {
  ostemplate: {
    type: "str",
    description:
      "Template or backup volume a new container is made from, such as V(local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst).",
  },
  password: { type: "str", secret: true, description: "Password of root in a new container." },
  pubkey: {
    type: "str",
    aliases: ["ssh_public_keys"],
    description: "SSH keys of root in a new container, one a line.",
  },
  unprivileged: {
    type: "bool",
    description:
      "Whether a new container is unprivileged: it is, unless this says V(false). It can not be changed later.",
  },
  ignore_unpack_errors: {
    type: "bool",
    default: false,
    description: "Go on when the template does not unpack cleanly.",
  },
} as const satisfies Options;
