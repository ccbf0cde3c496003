import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import { configDigest } from "./digest.ts";

/** The cluster's options, as datacenter.cfg keeps them. */
export const optionHandlers: Handlers = { "GET /cluster/options": show, "PUT /cluster/options": update };

const TEXT = new Set([
  "console",
  "description",
  "email_from",
  "fencing",
  "http_proxy",
  "keyboard",
  "language",
  "mac_prefix",
]);

function show({ services: { state } }: Call): unknown {
  const shown: Record<string, unknown> = {
    mac_prefix: "BC:24:11",
    description: "",
    "allowed-tags": tagsInUse(state.guests.values()),
  };
  for (const [key, value] of state.options) shown[key] = TEXT.has(key) || !value.includes("=") ? value : pairs(value);
  if (shown["description"] !== "") shown["description"] = `${String(shown["description"]).replace(/\n$/, "")}\n`;
  return shown;
}

function tagsInUse(guests: Iterable<{ readonly config: ReadonlyMap<string, string> }>): string[] {
  const tags = new Set<string>();
  for (const { config } of guests)
    for (const tag of (config.get("tags") ?? "").split(";")) if (tag !== "") tags.add(tag);
  return [...tags].sort();
}

function pairs(value: string): Record<string, string> {
  return Object.fromEntries(
    value.split(",").map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
  );
}

function update({ params, services: { state } }: Call): null {
  const digest = params.get("digest");
  if (digest !== undefined && digest !== configDigest(state.options))
    throw failure("detected modified configuration - file changed by other user? Try again.");
  for (const key of params.list("delete")) state.options.delete(key);
  for (const [key, value] of params.without("delete", "digest")) state.options.set(key, value);
  return null;
}
