import type { Action } from "./action.ts";

/** Commands that see to the power of VMs and containers. */
export const powerActions: readonly Action[] = [
  {
    name: "start",
    wakes: true,
    description: "start guests",
    examples: ["start web1", "start 101 103-107", "start @web"],
    doing: "starting",
    words: () => ({ done: "started", same: "already running" }),
    args: ({ timeout }) => ({ state: "started", timeout }),
  },
  {
    name: "stop",
    description: "stop guests at once, as by pulling the plug; asks before",
    examples: ["stop 101", "stop @pool:test --yes"],
    doing: "stopping",
    asks: "stopped at once, as by pulling the plug",
    words: () => ({ done: "stopped", same: "already stopped" }),
    args: ({ timeout }) => ({ state: "stopped", shutdown: [{ method: "stop", timeout }] }),
  },
  {
    name: "shutdown",
    description: "shut guests down cleanly",
    examples: ["shutdown 101 --timeout 120", "shutdown @web --force"],
    doing: "shutting down",
    options: (command) => void command.option("--force", "stop those hard that do not shut down in time"),
    words: () => ({ done: "shut down", same: "already stopped" }),
    args: ({ timeout, force }) => ({ state: "stopped", shutdown_timeout: timeout, force }),
  },
  {
    name: "reboot",
    description: "reboot guests cleanly; those that are stopped are started",
    examples: ["reboot web1 web2"],
    doing: "rebooting",
    words: ({ status }) => ({ done: status === "running" ? "rebooted" : "started", same: "unchanged" }),
    args: ({ timeout }) => ({ state: "restarted", shutdown_timeout: timeout }),
  },
];

/** Commands that only VMs have: containers can not be paused. */
export const vmPowerActions: readonly Action[] = [
  {
    name: "suspend",
    description: "pause VMs, or put them to sleep on disk",
    examples: ["suspend 101", "suspend 101 --to-disk"],
    doing: "suspending",
    options: (command) => void command.option("--to-disk", "hibernate: keep the memory on disk and stop"),
    words: (_guest, { toDisk }) =>
      toDisk ? { done: "hibernated", same: "already hibernated" } : { done: "paused", same: "already paused" },
    args: ({ timeout, toDisk }) => ({ state: toDisk ? "hibernated" : "paused", timeout }),
  },
  {
    name: "resume",
    wakes: true,
    description: "resume VMs that are paused or hibernated",
    examples: ["resume 101"],
    doing: "resuming",
    words: () => ({ done: "resumed", same: "already running" }),
    args: ({ timeout }) => ({ state: "resumed", timeout }),
  },
];
