import type { Args, Options } from "../../core/spec/options.ts";

/** The options of proxmox_api. */
export const options = {
  path: {
    type: "str",
    required: true,
    description:
      "Path of the call, as in the API viewer and without C(/api2/json), such as V(/nodes/pve1/qemu/101/config).",
  },
  method: {
    type: "str",
    choices: ["get", "put", "post", "delete"],
    default: "get",
    description: [
      "V(get) reads. V(put) is a change only when what C(GET) of the same path shows differs from O(params).",
      "V(delete) is a change only when C(GET) of the same path finds something. V(post) is a change on every run, unless O(creates) is there.",
    ],
  },
  params: {
    type: "dict",
    default: {},
    description:
      "Parameters of the call, checked against the API schema of the server's version before anything is sent.",
  },
  creates: {
    type: "str",
    description:
      "With V(post): a path whose C(GET) succeeds once the call has done its work; then it is not made again.",
  },
  wait: { type: "bool", default: true, description: "Wait for the task the call starts." },
  timeout: { type: "int", default: 300, min: 1, description: "Seconds to wait for that task." },
} as const satisfies Options;

/** The arguments of proxmox_api. */
export type ApiArgs = Args<typeof options>;
