import { printSize } from "../../../core/proxmox/property-string.ts";
import type { Shown } from "../define-module.ts";
import type { Change } from "./change.ts";
import type { ShownPart } from "./config-change.ts";
import { statusAfter } from "./power.ts";

/** A change as the diff shows it. */
export function showChange(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, ...parts(change.shown, "after") } };
    case "clone": {
      const params = Object.fromEntries(Object.entries(change.params).filter(([, value]) => value !== undefined));
      return {
        before: { exists: false },
        after: { exists: true, clone: `${change.source.name} (${change.source.vmid})`, ...params },
      };
    }
    case "restore": {
      const { archive, storage, unique } = change;
      const after = {
        exists: true,
        restored_from: archive,
        ...(storage === undefined ? {} : { storage }),
        ...(unique ? { unique } : {}),
      };
      return { before: { exists: false }, after };
    }
    case "config":
      return { before: parts(change.shown, "before"), after: parts(change.shown, "after") };
    case "resize":
      return one(`${change.resize.disk}.size`, printSize(change.resize.from), printSize(change.resize.to));
    case "move":
      return one(
        `${change.move.disk}.storage`,
        change.move.from,
        change.deleteSource ? `${change.move.to}, source destroyed` : `${change.move.to}, source kept unused`,
      );
    case "unlink":
      return one(change.unlink.disk, change.unlink.volume, "destroyed with its data");
    case "pool":
      return one("pool", change.from ?? null, change.to);
    case "migrate":
      return one("node", change.target.node, change.to);
    case "power":
      return { before: { status: change.from }, after: { status: statusAfter(change.action), action: change.action } };
    case "reboot_if_pending":
      return {
        before: { status: "running" },
        after: { status: "running", action: "reboot, if any change waits for it" },
      };
    case "template":
      return one("template", false, true);
    case "remove":
      return { before: { exists: true, ...change.config }, after: { exists: false } };
  }
}

function one(key: string, before: unknown, after: unknown): Shown {
  return { before: { [key]: before }, after: { [key]: after } };
}

function parts(shown: readonly ShownPart[], side: "before" | "after"): Readonly<Record<string, unknown>> {
  return Object.fromEntries(shown.map((part) => [part.name, part[side]]));
}
