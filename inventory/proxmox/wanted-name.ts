import { HintedError } from "../../core/errors.ts";
import { type Dict, trusted, type Value } from "../../core/values.ts";
import type { NodeRecord } from "./collect.ts";
import type { Evaluator } from "../constructed/evaluator.ts";
import { type GuestRecord, guestVars } from "./guest-vars.ts";
import type { ProxmoxInventoryArgs } from "./options.ts";

/**
 * The inventory name of a guest by `qemu_hostname`, `lxc_hostname` or `hostname`: a template (`{{ name }}.lan`) as community.proxmox
 * has it, or an expression. Both see the fields of the cluster's list (`name`, `vmid`, `node`, ...) and the guest's variables.
 * @throws HintedError INVENTORY_SYNTAX for no name, TEMPLATE_*
 */
export function guestName(record: GuestRecord, args: ProxmoxInventoryArgs, evaluator: Evaluator): string {
  const { guest, name } = record;
  const source = (guest.type === "qemu" ? args.qemu_hostname : args.lxc_hostname) ?? args.hostname;
  if (source === undefined) return name;
  const { vmid, node, type, status, template = 0, tags = "", pool = "" } = guest;
  const fields = Object.entries({ name, vmid, node, type, status, template, tags, pool });
  const vars: Dict = new Map<Value, Value>([...fields, ...guestVars(record, args.facts_prefix)]);
  const value = isTemplate(source) ? evaluator.evaluate(trusted(source), vars) : evaluator.expression(source, vars);
  return checked(value, `guest ${vmid}`);
}

/** The inventory name of a node: its own, or by `hostname` where that is a template, which community.proxmox has for nodes too. @throws as guestName */
export function nodeName(node: NodeRecord, { hostname }: ProxmoxInventoryArgs, evaluator: Evaluator): string {
  const { name, online, address } = node;
  if (hostname === undefined || !isTemplate(hostname)) return name;
  const fields = { name, online: online ? 1 : 0, ip: address ?? "", type: "node", id: `node/${name}` };
  return checked(evaluator.evaluate(trusted(hostname), new Map(Object.entries(fields))), `node ${name}`);
}

function isTemplate(source: string): boolean {
  return /\{[{%]/.test(source);
}

function checked(value: Value, what: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new HintedError("INVENTORY_SYNTAX", `The hostname expression gives no name for ${what}`, {
    hint: "Let it give a non-empty text for every host",
  });
}
