import { printSize } from "../../core/proxmox/property-string.ts";
import type { Shown } from "../kit/define-module.ts";
import type { ShownPart } from "./config-diff.ts";
import type { Change } from "./plan.ts";
import { statusAfter } from "./power.ts";

/** A change as the diff shows it. */
export function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, ...parts(change.shown, "after") } };
    case "clone": {
      const { name, ...rest } = change.params;
      const params = Object.fromEntries(Object.entries({ name, ...rest }).filter(([, value]) => value !== undefined));
      return {
        before: { exists: false },
        after: { exists: true, clone: `${change.source.name} (${change.source.vmid})`, ...params },
      };
    }
    case "config":
      return { before: parts(change.shown, "before"), after: parts(change.shown, "after") };
    case "resize":
      return {
        before: { [`${change.resize.disk}.size`]: printSize(change.resize.from) },
        after: { [`${change.resize.disk}.size`]: printSize(change.resize.to) },
      };
    case "pool":
      return { before: { pool: change.from ?? null }, after: { pool: change.to } };
    case "power":
      return { before: { status: change.from }, after: { status: statusAfter(change.action), action: change.action } };
    case "template":
      return { before: { template: false }, after: { template: true } };
    case "remove":
      return { before: { exists: true, ...change.config }, after: { exists: false } };
  }
}

function parts(shown: readonly ShownPart[], side: "before" | "after"): Readonly<Record<string, unknown>> {
  return Object.fromEntries(shown.map((part) => [part.name, part[side]]));
}
