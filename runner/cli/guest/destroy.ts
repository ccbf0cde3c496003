import type { Action } from "./action.ts";

/** Removes guests with their disks. */
export const destroyAction: Action = {
  name: "destroy",
  description: "remove guests with their disks; asks before, and refuses running ones without --force",
  examples: ["destroy 105", "destroy 103-107 --force --purge", "destroy @pool:test --yes"],
  doing: "destroying",
  asks: "destroyed with all disks",
  options(command) {
    command
      .option("--force", "stop those that run first")
      .option("--purge", "also remove them from backup jobs, replication and HA")
      .option("--destroy-unreferenced-disks", "also destroy disks with their id that no configuration names");
  },
  words: () => ({ done: "destroyed", same: "already gone" }),
  args: ({ timeout, force, purge, destroyUnreferencedDisks }) => ({
    state: "absent",
    timeout,
    force,
    purge,
    destroy_unreferenced_disks: destroyUnreferencedDisks,
  }),
};
