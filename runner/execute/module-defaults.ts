import { isDict, type Value } from "../../core/values.ts";
import { OWN_COLLECTION, type ResolvedAction } from "../compile/resolve-action.ts";
import type { CompileContext } from "../compile/index.ts";
import type { AttemptJob } from "./attempt-job.ts";
import type { KeywordValues } from "./keyword-values.ts";

const GROUP = "group/";

/** Arguments that `module_defaults` give an action: those of its groups, then its own. @throws HintedError TEMPLATE_* */
export function defaultArgs(
  { task, run }: AttemptJob,
  keywords: KeywordValues,
  resolved: ResolvedAction,
): readonly (readonly [Value, Value])[] {
  const levels = task.settings.moduleDefaults;
  if (levels.length === 0) return [];
  const byName = new Map<Value, Value>();
  for (const level of levels) {
    // Names are plain text; what they give may be templates.
    const entries = isDict(level) ? level : keywords.dicts([level]);
    for (const [name, args] of entries) byName.set(name, args);
  }
  const groups: Value[] = [];
  const setup: Value[] = [];
  const own: Value[] = [];
  for (const [name, args] of byName) {
    if (typeof name !== "string") continue;
    if (name.startsWith(GROUP) && isInGroup(resolved, name.slice(GROUP.length), run.context)) groups.push(args);
    else if (sameAction(name, resolved)) own.push(args);
    else if (resolved.name === "gather_facts" && sameAction(name, SETUP)) setup.push(args);
  }
  return [...keywords.dicts([...groups, ...setup, ...own])];
}

/** What gather_facts runs: its defaults count where gather_facts has none of its own. */
const SETUP: ResolvedAction = { kind: "builtin", name: "setup" };

function sameAction(name: string, resolved: ResolvedAction): boolean {
  switch (resolved.kind) {
    case "own":
      return name === resolved.name || name === `${OWN_COLLECTION}.${resolved.name}`;
    case "foreign":
      return name === resolved.name;
    default:
      return name.replace(/^ansible\.(builtin|legacy)\./, "") === resolved.name;
  }
}

function isInGroup(resolved: ResolvedAction, group: string, context: CompileContext): boolean {
  if (resolved.kind === "own") return group === `${OWN_COLLECTION}.proxmox`;
  const parts = group.split(".");
  if (parts.length < 3 || resolved.kind !== "foreign") return false;
  const collection = context.collections.find(parts.slice(0, 2).join("."));
  const members = collection?.actionGroups.get(parts.slice(2).join(".")) ?? [];
  return members.some((member) => member === resolved.name || `${collection?.name}.${member}` === resolved.name);
}
