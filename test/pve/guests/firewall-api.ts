import { createHash } from "node:crypto";
import { failure, parameterError } from "../pve-error.ts";
import type { Params } from "../params.ts";
import type { Call, Handlers } from "../services.ts";
import type { Config, Guest, GuestKind } from "../state.ts";
import { configDigest } from "../cluster/digest.ts";
import { guestOf } from "./find.ts";

/** The firewall options and rules of one kind of guest. */
export function firewallHandlers(kind: GuestKind): Handlers {
  const base = `/nodes/{node}/${kind}/{vmid}/firewall`;
  return {
    [`GET ${base}`]: () => ["aliases", "ipset", "log", "options", "refs", "rules"].map((name) => ({ name })),
    [`GET ${base}/options`]: (call) => options(guestOf(call, kind)),
    [`PUT ${base}/options`]: (call) => setOptions(call, guestOf(call, kind)),
    [`GET ${base}/rules`]: (call) => rules(guestOf(call, kind)),
    [`POST ${base}/rules`]: (call) => addRule(call, guestOf(call, kind)),
    [`GET ${base}/rules/{pos}`]: (call) => rules(guestOf(call, kind))[position(call, guestOf(call, kind))],
    [`PUT ${base}/rules/{pos}`]: (call) => changeRule(call, guestOf(call, kind)),
    [`DELETE ${base}/rules/{pos}`]: (call) => removeRule(call, guestOf(call, kind)),
  };
}

/** The cluster's own firewall options. */
export const clusterFirewall: Handlers = {
  "GET /cluster/firewall/options": ({ services: { state } }) => ({
    ...typed(state.firewall),
    digest: configDigest(state.firewall),
  }),
  "PUT /cluster/firewall/options": ({ params, services: { state } }) => change(state.firewall, params),
};

/** Deletes and sets the keys a call names. */
function change(config: Config, params: Params): null {
  for (const key of params.list("delete")) config.delete(key);
  for (const [key, value] of params.without("node", "vmid", "delete", "digest")) config.set(key, value);
  return null;
}

const NUMBERS = new Set(["dhcp", "enable", "ipfilter", "macfilter", "ndp", "radv"]);

function typed(config: Config): Record<string, unknown> {
  return Object.fromEntries([...config].map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value]));
}

function options(guest: Guest): unknown {
  return { ...typed(guest.firewall), digest: configDigest(guest.firewall) };
}

function setOptions(call: Call, guest: Guest): null {
  return change(guest.firewall, call.params);
}

function rules(guest: Guest): Record<string, unknown>[] {
  const digest = createHash("sha1")
    .update(JSON.stringify(guest.firewallRules.map((rule) => [...rule])))
    .digest("hex");
  return guest.firewallRules.map((rule, pos) => ({ pos, ...typed(rule), digest }));
}

function checkAction(call: Call): void {
  const [type, action] = [call.params.get("type"), call.params.get("action")];
  if (action === undefined || type === "group") return;
  if (!["ACCEPT", "DROP", "REJECT"].includes(action)) throw parameterError({ action: `unknown action '${action}'` });
}

/** New rules go first, unless they say where. */
function addRule(call: Call, guest: Guest): null {
  checkAction(call);
  const rule = call.params.without("node", "vmid", "pos", "digest");
  guest.firewallRules.splice(call.params.number("pos") ?? 0, 0, rule);
  return null;
}

function position(call: Call, guest: Guest): number {
  const pos = call.params.number("pos") ?? 0;
  if (pos >= guest.firewallRules.length) throw failure(`no rule at position ${pos}`);
  return pos;
}

function changeRule(call: Call, guest: Guest): null {
  checkAction(call);
  const pos = position(call, guest);
  const rule = guest.firewallRules[pos] ?? new Map<string, string>();
  for (const key of call.params.list("delete")) rule.delete(key);
  for (const [key, value] of call.params.without("node", "vmid", "pos", "digest", "delete", "moveto"))
    rule.set(key, value);
  const to = call.params.number("moveto");
  if (to !== undefined) guest.firewallRules.splice(to > pos ? to - 1 : to, 0, ...guest.firewallRules.splice(pos, 1));
  return null;
}

function removeRule(call: Call, guest: Guest): null {
  guest.firewallRules.splice(position(call, guest), 1);
  return null;
}
