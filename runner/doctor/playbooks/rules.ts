import type { Origin } from "../../../core/errors.ts";
import { apiSchema, indexedProperty, type PveVersion } from "../../../core/proxmox/schema/api-schema.ts";
import { matchEndpoint } from "../../../core/proxmox/schema/match-endpoint.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../../core/values.ts";
import { originOf, originOfKey } from "../../../core/yaml/index.ts";
import { privilegeNews } from "../version-news.ts";

/** Something in a playbook that one version of Proxmox VE has and another does not. */
export interface Trouble {
  readonly what: string;
  readonly todo: string;
  readonly origin: Origin | undefined;
  /** The first version without it, or the first with it. */
  readonly since: { readonly goneIn: number } | { readonly newIn: number };
}

/** All troubles in a document: looked for in every mapping and every text, wherever it stands. */
export function troublesIn(document: Value): readonly Trouble[] {
  return visit(document, undefined);
}

function visit(value: Value, origin: Origin | undefined): readonly Trouble[] {
  if (typeof value === "string") return inText(value, origin);
  if (value instanceof TemplateText) return inText(value.source, origin);
  if (Array.isArray(value)) return value.flatMap((item) => visit(item, originOf(item) ?? originOf(value) ?? origin));
  if (!isDict(value)) return [];
  return [...value].flatMap(([key, item]) => {
    const place = originOfKey(value, key) ?? origin;
    return [...(typeof key === "string" ? inKey(key, item, place) : []), ...visit(item, place)];
  });
}

const PRIVILEGE = /\bVM\.(?:Monitor|Replicate|GuestAgent\.[A-Z]\w+)\b/g;
const HA_GROUPS = /\bha-manager\s+group(?:add|set|remove|config)\b|\/cluster\/ha\/groups\b/;
const RULES = "Since 9 use rules: POST /cluster/ha/rules with type node-affinity, or ha-manager rules";
const PRUNE = "Use prune-backups (keep-last=N), which 8 knows too";

function inText(text: string, origin: Origin | undefined): readonly Trouble[] {
  const privileges = [...new Set(text.match(PRIVILEGE) ?? [])].flatMap((name): readonly Trouble[] => {
    const news = privilegeNews(name);
    if (news === undefined) return [];
    const since = news.goneIn === undefined ? { newIn: news.newIn ?? 9 } : { goneIn: news.goneIn };
    return [{ what: `privilege ${name}`, todo: news.todo, origin, since }];
  });
  return [
    ...privileges,
    ...(HA_GROUPS.test(text) ? [{ what: "HA groups", todo: RULES, origin, since: { goneIn: 9 } }] : []),
    ...(/--?maxfiles\b/.test(text) ? [{ what: "option maxfiles", todo: PRUNE, origin, since: { goneIn: 9 } }] : []),
  ];
}

function inKey(key: string, value: Value, origin: Origin | undefined): readonly Trouble[] {
  const name = key.split(".").at(-1) ?? key;
  if (key === "maxfiles") return [{ what: "option maxfiles", todo: PRUNE, origin, since: { goneIn: 9 } }];
  if (name === "proxmox_cluster_ha_groups") return [{ what: "HA groups", todo: RULES, origin, since: { goneIn: 9 } }];
  if (name === "proxmox_cluster_ha_rules")
    return [{ what: "HA rules", todo: "Up to 8 use groups", origin, since: { newIn: 9 } }];
  return name === "proxmox_api" && isDict(value) ? inCall(value, origin) : [];
}

/** A call of the API by `proxmox_api`, looked up in both schemas. Paths with templates in them are looked up as far as they go. */
function inCall(args: Dict, origin: Origin | undefined): readonly Trouble[] {
  const path = args.get("path");
  const verb = args.get("method") ?? "get";
  if (typeof verb !== "string" || !(typeof path === "string" || path instanceof TemplateText)) return [];
  const place = (typeof path === "string" ? path : path.source.replaceAll(/\{\{.*?\}\}/g, "x")).replace(/\/$/, "");
  const before = find("8.4", verb, place);
  const after = find("9.2", verb, place);
  const todo = "Look the call up in the API viewer of each version";
  if (before && !after) return [{ what: `call ${before.key}`, todo, origin, since: { goneIn: 9 } }];
  if (after && !before) return [{ what: `call ${after.key}`, todo, origin, since: { newIn: 9 } }];
  const params = args.get("params");
  if (!before || !after || !isDict(params)) return [];
  return [...params.keys()].flatMap((name): readonly Trouble[] => {
    if (typeof name !== "string") return [];
    const [old, now] = [before, after].map(({ properties }) => indexedProperty(properties, name) !== undefined);
    // Told once, by its name alone.
    if (old === now || name === "maxfiles") return [];
    const at = originOfKey(params, name) ?? origin;
    const since = old ? { goneIn: 9 } : { newIn: 9 };
    return [{ what: `parameter ${name} of ${after.key}`, todo, origin: at, since }];
  });
}

function find(version: PveVersion, verb: string, path: string) {
  const schema = apiSchema(version);
  const key = matchEndpoint(schema, verb.toUpperCase(), path)?.endpoint;
  const method = key === undefined ? undefined : schema.methods[key];
  return key === undefined ? undefined : { key, properties: method?.parameters?.properties ?? {} };
}
