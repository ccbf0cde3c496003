/** What the API calls the kinds of guests in messages. */
export const KIND_NAME = { qemu: "VM", lxc: "CT" } as const;
