import type { Origin } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOf, originOfKey } from "../../core/yaml/index.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { checkKeywordTypes } from "./keyword-types.ts";
import { ROLE_KEYWORDS } from "./keywords.ts";
import { checkVariableNames } from "./variable-names.ts";

/** An entry of `roles` or of a role's dependencies, taken apart. */
export interface RoleEntry {
  readonly name: string | TemplateText;
  readonly keywords: Dict;
  /** Keys that are no keywords: variables that rank high for this use of the role. */
  readonly params: Dict;
  readonly entryVars: Dict;
  readonly origin: Origin | undefined;
}

/** Keys of requirement files that say where to download a role; nothing to a run. */
const DOWNLOAD_KEYS: ReadonlySet<string> = new Set(["src", "scm", "version"]);

/** Reads `- name` or `- role: name` with keywords and parameters. @throws HintedError PLAYBOOK_SYNTAX */
export function readRoleEntry(entry: Value, place: Origin | undefined): RoleEntry {
  const origin = isDict(entry) ? originOf(entry) : place;
  if (typeof entry === "string" || entry instanceof TemplateText) {
    return { name: entry, keywords: new Map(), params: new Map(), entryVars: new Map(), origin };
  }
  if (!isDict(entry)) {
    throw syntaxFault(`A role is ${kindOf(entry)}, expected a name or a mapping`, "Write '- role: NAME'", origin);
  }
  const name = entry.get("role") ?? entry.get("name") ?? entry.get("src");
  if (typeof name !== "string" && !(name instanceof TemplateText)) {
    throw syntaxFault("A role has no name", "Write '- role: NAME'", origin);
  }
  const keywords: Dict = new Map();
  const params: Dict = new Map();
  for (const [key, value] of entry) {
    if (typeof key === "string" && (key === "role" || key === "vars" || DOWNLOAD_KEYS.has(key))) continue;
    if (typeof key === "string" && ROLE_KEYWORDS.has(key)) keywords.set(key, value);
    else params.set(key, value);
  }
  const vars = entry.get("vars") ?? new Map();
  if (!isDict(vars)) {
    throw syntaxFault("'vars' is not a mapping", "Write 'name: value' lines below 'vars:'", originOfKey(entry, "vars"));
  }
  checkVariableNames(vars);
  checkKeywordTypes(entry, ROLE_KEYWORDS);
  return { name, keywords, params, entryVars: vars, origin };
}
