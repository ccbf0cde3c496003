import type { Services } from "../services.ts";
import type { Config, Guest, GuestKind } from "../state.ts";
import { digestOf } from "./config-file.ts";
import { typedValue } from "./keys.ts";

const HIDDEN = "**********";

/** A configuration as the API shows it: numbers as numbers, secrets hidden, a container's description with its newline. */
export function currentView(services: Services, kind: GuestKind, config: Config): Record<string, string | number> {
  const shown: Record<string, string | number> = {};
  for (const [key, value] of config) {
    if (value !== "") shown[key] = show(services, kind, [key, value]);
  }
  return shown;
}

function show(services: Services, kind: GuestKind, [key, value]: readonly [string, string]): string | number {
  if (key === "cipassword") return HIDDEN;
  if (kind === "lxc" && key === "description") return value.endsWith("\n") ? value : `${value}\n`;
  return typedValue(services.schema, kind, [key, value]);
}

/** The configuration as it will be after the next start. */
export function pendingView(services: Services, guest: Guest): Record<string, string | number> {
  const merged = new Map([...guest.config, ...guest.pending]);
  for (const key of guest.pendingDelete.keys()) merged.delete(key);
  return currentView(services, guest.kind, merged);
}

/** Every key with its value now, the pending one, and whether it will be deleted (1) or destroyed (2). */
export function pendingList(services: Services, guest: Guest): Record<string, unknown>[] {
  const now = currentView(services, guest.kind, guest.config);
  const next = currentView(services, guest.kind, guest.pending);
  const keys = new Set([...Object.keys(now), ...Object.keys(next)]);
  const rows: Record<string, unknown>[] = [...keys].map((key) => ({
    key,
    ...(key in now ? { value: now[key] } : {}),
    ...(key in next ? { pending: next[key] } : {}),
    ...(guest.pendingDelete.has(key) ? { delete: guest.pendingDelete.get(key) === true ? 2 : 1 } : {}),
  }));
  return [...rows, { key: "digest", value: digestOf(guest) }];
}
