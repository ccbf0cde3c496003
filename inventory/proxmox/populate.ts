import { HintedError } from "../../core/errors.ts";
import type { InventoryGraph } from "../graph.ts";
import type { HostNode } from "../nodes.ts";
import type { Snapshot } from "./collect.ts";
import { construct, safeGroupName } from "../constructed/construct.ts";
import type { Evaluator } from "../constructed/evaluator.ts";
import { type GuestRecord, guestVars, tagsOf } from "./guest-vars.ts";
import { uniqueNames } from "./host-names.ts";
import { guestName, nodeName } from "./wanted-name.ts";
import type { ProxmoxInventoryArgs } from "./options.ts";

/** What turns a snapshot of a cluster into hosts and groups. */
export interface PopulateContext {
  readonly args: ProxmoxInventoryArgs;
  /** Needed only by options that hold expressions. */
  readonly evaluator: Evaluator | undefined;
}

/**
 * Adds nodes and guests to the graph: their variables, the groups by node, type, status, tag and pool, and those of
 * `groups` and `keyed_groups`. @throws HintedError GUEST_AMBIGUOUS, TEMPLATE_*, INVENTORY_SYNTAX
 */
export function populate(graph: InventoryGraph, snapshot: Snapshot, context: PopulateContext): void {
  const { args } = context;
  const evaluator = evaluatorOf(context);
  const group = (name: string) => graph.group(safeGroupName(args.group_prefix + name.toLowerCase()));
  for (const name of ["all_lxc", "all_qemu", "all_running", "all_stopped"]) group(name);
  const records = isFilteredBefore(args) ? snapshot.guests : wantedRecords(snapshot.guests, context);
  const nodes = args.exclude_nodes ? [] : snapshot.nodes;
  const wanted = {
    nodes: new Map(nodes.map((node) => [node, nodeName(node, args, evaluator)])),
    guests: new Map(records.map((record) => [record, guestName(record, args, evaluator)])),
  };
  const names = uniqueNames(wanted, { duplicates: args.duplicates, warn: graph.options.warn });
  for (const [node, name] of names.nodes) {
    const host = graph.host(name);
    graph.addHostTo(group("nodes"), host);
    if (node.address !== undefined) graph.setVar(host.name, "ansible_host", node.address);
  }
  for (const [record, name] of names.guests) {
    const host = addGuest(graph, record, { name, prefix: args.facts_prefix });
    for (const groupName of groupNames(record)) graph.addHostTo(group(groupName), host);
    construct(graph, { host, vars: () => host.vars, evaluator, args });
  }
}

/** Whether the guests of a snapshot are those that the filters left, told by less than is known of them now. */
function isFilteredBefore(args: ProxmoxInventoryArgs): boolean {
  return args.want_post_filter_facts && !args.want_facts;
}

/** The guests that pass all filters. @throws HintedError INVENTORY_SYNTAX, TEMPLATE_* with `strict` */
export function wantedRecords(records: readonly GuestRecord[], context: PopulateContext): readonly GuestRecord[] {
  const evaluator = evaluatorOf(context);
  return records.filter((record) => passes(record, context.args, evaluator));
}

function evaluatorOf({ args, evaluator }: PopulateContext): Evaluator {
  return evaluator ?? (needsEvaluator(args) ? failNoEvaluator() : NO_EVALUATOR);
}

function addGuest(
  graph: InventoryGraph,
  record: GuestRecord,
  { name, prefix }: { name: string; prefix: string },
): HostNode {
  const host = graph.host(name);
  for (const [key, value] of guestVars(record, prefix)) graph.setVar(name, key, value);
  return host;
}

function groupNames(record: GuestRecord): string[] {
  const { guest, qmpStatus } = record;
  const status = guest.status === "running" ? (qmpStatus ?? guest.status) : guest.status;
  return [
    `all_${guest.type}`,
    `${guest.node}_${guest.type}`,
    `node_${guest.node}`,
    `all_${status}`,
    ...(guest.pool === undefined || guest.pool === "" ? [] : [`pool_${guest.pool}`]),
    ...tagsOf(guest).map((tag) => `tag_${tag}`),
  ];
}

function passes(record: GuestRecord, args: ProxmoxInventoryArgs, evaluator: Evaluator): boolean {
  if (args.filters.length === 0) return true;
  const vars = guestVars(record, args.facts_prefix);
  return args.filters.every((condition) => {
    try {
      return evaluator.condition(condition, vars);
    } catch (error) {
      // As with groups: a condition over a variable this guest lacks does not hold, unless strict.
      if (args.strict || !(error instanceof HintedError)) throw error;
      return false;
    }
  });
}

function needsEvaluator(args: ProxmoxInventoryArgs): boolean {
  const { filters, compose, groups, keyed_groups: keyed, hostname, qemu_hostname: qemu, lxc_hostname: lxc } = args;
  const expressions = [...filters, ...Object.keys(compose), ...Object.keys(groups), ...keyed, hostname, qemu, lxc];
  return expressions.some((expression) => expression !== undefined);
}

function failNoEvaluator(): never {
  throw new HintedError("INVENTORY_SYNTAX", "This inventory has Jinja expressions, which can not be evaluated here", {
    hint: "Use it with `pveplay run` or `pveplay inventory`",
  });
}

const NO_EVALUATOR: Evaluator = { expression: failNoEvaluator, condition: failNoEvaluator, evaluate: failNoEvaluator };
