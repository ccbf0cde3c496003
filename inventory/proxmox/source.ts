import { HintedError } from "../../core/errors.ts";
import { ProxmoxClient } from "../../core/proxmox/client.ts";
import { Connection } from "../../core/proxmox/connection.ts";
import { endpointFrom } from "../../core/proxmox/endpoint.ts";
import { withVmanagerConf } from "../../core/proxmox/vmanager-conf.ts";
import type { PathContext } from "../../core/paths.ts";
import { parseArgs } from "../../core/spec/parse-args.ts";
import { type Dict, TemplateText, toJson, type Value } from "../../core/values.ts";
import type { InventoryGraph } from "../graph.ts";
import { cached } from "./cache.ts";
import { collect, type Snapshot } from "./collect.ts";
import type { Evaluator } from "../constructed/evaluator.ts";
import { readFacts } from "./guest-facts.ts";
import { type ProxmoxInventoryArgs, proxmoxInventoryOptions } from "./options.ts";
import { populate, type PopulateContext, wantedRecords } from "./populate.ts";

/** Connections kept open beside those that wait for slow guest agents. */
const SPARE_CONNECTIONS = 256;

/** What reading a Proxmox inventory needs. */
export interface ProxmoxContext extends PathContext {
  readonly evaluator?: (() => Promise<Evaluator>) | undefined;
  readonly refresh?: boolean | undefined;
}

/**
 * Reads the guests of a cluster into the graph as its configuration says. What the configuration leaves open comes from
 * the `PROXMOX_*` variables and `~/.vmanager.conf`. @throws HintedError OPTION_*, PROXMOX_*, GUEST_AMBIGUOUS, TEMPLATE_*
 */
export async function readProxmoxInventory(
  graph: InventoryGraph,
  config: Dict,
  context: ProxmoxContext,
): Promise<void> {
  const evaluator = hasExpressions(config) ? await context.evaluator?.() : undefined;
  const args = parseArgs(proxmoxInventoryOptions, plainOptions(config, evaluator), {
    env: withVmanagerConf(context.env),
  });
  if (!args.validate_certs) graph.options.warn("The server's certificate is not checked: set 'fingerprint' instead");
  const cacheContext = { ...context, refresh: context.refresh ?? false, now: Date.now() };
  refuseExtraVars(args);
  const snapshot = await cached(args, cacheContext, () => ask({ args, evaluator }));
  warnOfMissingFacts(snapshot, args, graph.options.warn);
  populate(graph, snapshot, { args, evaluator });
}

async function ask(context: PopulateContext): Promise<Snapshot> {
  const { args } = context;
  const connections = args.facts_concurrency + SPARE_CONNECTIONS;
  const connection = new Connection({ ...endpointFrom(args), connections });
  try {
    const client = new ProxmoxClient(connection, new AbortController().signal);
    const snapshot = await collect(client, args);
    return args.want_post_filter_facts && !args.want_facts ? await withFacts(client, snapshot, context) : snapshot;
  } finally {
    await connection.close();
  }
}

/** The guests that the filters leave, with their facts. */
async function withFacts(client: ProxmoxClient, snapshot: Snapshot, context: PopulateContext): Promise<Snapshot> {
  const guests = wantedRecords(snapshot.guests, context);
  const present = guests.map(({ guest }) => guest).filter(({ status }) => status !== "unknown");
  const facts = await readFacts(client, present, context.args.facts_concurrency);
  return { ...snapshot, guests: guests.map((record) => ({ ...record, facts: facts.get(record.guest) })) };
}

/** Guests whose facts could not be read are in the inventory without them, which expressions and playbooks would not notice. */
function warnOfMissingFacts(
  { guests }: Snapshot,
  { want_facts, want_post_filter_facts }: ProxmoxInventoryArgs,
  warn: (message: string) => void,
): void {
  if (!want_facts && !want_post_filter_facts) return;
  const missing = guests.filter(({ guest, facts }) => facts === undefined && guest.status !== "unknown");
  if (missing.length === 0) return;
  const some = missing.slice(0, 5).map(({ guest }) => guest.vmid);
  const list = `${some.join(", ")}${missing.length > some.length ? ", ..." : ""}`;
  warn(
    `The facts of ${missing.length} of ${guests.length} guests could not be read (${list}): they are gone, on a node that is away, or this credential lacks VM.Audit on them`,
  );
}

function refuseExtraVars({ use_extra_vars: wanted }: ProxmoxInventoryArgs): void {
  if (!wanted) return;
  throw new HintedError(
    "OPTION_UNSUPPORTED",
    "'use_extra_vars' is not supported: expressions see the guest's variables only",
    {
      hint: "Leave it out, and use the extra variable in the playbook",
    },
  );
}

const EXPRESSION_OPTIONS: ReadonlySet<Value> = new Set([
  "filters",
  "compose",
  "groups",
  "keyed_groups",
  "hostname",
  "qemu_hostname",
  "lxc_hostname",
]);

function hasExpressions(config: Dict): boolean {
  return [...config].some(([name, value]) => EXPRESSION_OPTIONS.has(name) || value instanceof TemplateText);
}

const CONNECTION_OPTION = /^(?:api_|url$|user$|password$|token_|ca_path$|fingerprint$)/;

/** Options as plain data. Templates in connection options are evaluated here; others are expressions for later. */
function plainOptions(config: Dict, evaluator: Evaluator | undefined): Record<string, unknown> {
  const plain = [...config].map(([key, value]) => {
    const name = String(toJson(key));
    const isTemplate = value instanceof TemplateText && CONNECTION_OPTION.test(name) && evaluator !== undefined;
    return [name, toJson(withoutTemplates(isTemplate ? evaluator.evaluate(value, new Map()) : value))] as const;
  });
  return Object.fromEntries(plain);
}

function withoutTemplates(value: Value): Value {
  if (value instanceof TemplateText) return value.source;
  if (Array.isArray(value)) return value.map(withoutTemplates);
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, withoutTemplates(item)])) : value;
}
