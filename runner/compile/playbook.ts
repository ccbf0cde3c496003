import { dirname, resolve } from "node:path";
import type { Origin } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { originOf, originOfItem, originOfKey } from "../../core/yaml/index.ts";
import { collectionPlaybook } from "../load/collection-playbooks.ts";
import { isFile } from "../load/source-files.ts";
import { checkTemplates } from "./check-templates.ts";
import type { CompileContext } from "./context.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { checkKeywords, IMPORT_PLAYBOOK_KEYWORDS } from "./keywords.ts";
import type { Play, Playbook } from "./model.ts";
import { compilePlay, type ImportedFrom } from "./play.ts";
import { asList } from "./settings.ts";
import { LayeredScope } from "./static-scope.ts";

const IMPORT_NAMES = ["import_playbook", "ansible.builtin.import_playbook", "ansible.legacy.import_playbook"];
const NOWHERE: ImportedFrom = { vars: new Map(), when: [], tags: [], chain: [] };

/** Makes the context for playbooks of one folder: relative files and `collections/`, `roles/`, `library/` start there. */
export type ContextFor = (playDir: string) => CompileContext;

/**
 * Reads a playbook file with everything it imports.
 * @throws HintedError FILE_NOT_FOUND, YAML_SYNTAX, PLAYBOOK_SYNTAX, PLAYBOOK_UNKNOWN_KEYWORD, PLAYBOOK_UNKNOWN_MODULE,
 * PLAYBOOK_UNSUPPORTED, TEMPLATE_SYNTAX, TEMPLATE_UNKNOWN_FILTER, TEMPLATE_UNKNOWN_TEST, TEMPLATE_UNKNOWN_LOOKUP
 */
export function compilePlaybook(path: string, contextFor: ContextFor): Playbook {
  return { path, plays: compileFile(path, NOWHERE, contextFor) };
}

function compileFile(path: string, from: ImportedFrom, contextFor: ContextFor): readonly Play[] {
  const context = contextFor(dirname(resolve(path)));
  const start = { file: path, line: 1, column: 1 };
  const document = context.files.yaml(path);
  if (!Array.isArray(document)) {
    const what = document === null ? "A playbook is empty" : `A playbook is ${kindOf(document)}`;
    throw syntaxFault(
      `${what}, expected a list of plays`,
      "Start each play with '- hosts: PATTERN'",
      originOf(document) ?? firstLine(path, context) ?? start,
    );
  }
  if (document.length === 0) {
    throw syntaxFault(
      "A playbook is empty, expected a list of plays",
      "Start each play with '- hosts: PATTERN'",
      start,
    );
  }
  return document.flatMap((entry, index) => {
    if (!isDict(entry)) {
      const origin = originOfItem(document, index) ?? start;
      throw syntaxFault(
        `A play is ${kindOf(entry)}, expected a mapping`,
        "Start each play with '- hosts: PATTERN'",
        origin,
      );
    }
    const form = IMPORT_NAMES.find((name) => entry.has(name));
    return form === undefined
      ? [compilePlay(entry, from, context)]
      : importPlaybook({ entry, form, path }, from, { context, contextFor });
  });
}

/** The first line of a file that says anything. */
function firstLine(file: string, { files }: CompileContext): Origin | undefined {
  const lines = files.text(file).split("\n");
  const index = lines.findIndex((line) => !/^\s*(#.*)?$|^---\s*$/.test(line));
  return index < 0 ? undefined : { file, line: index + 1, column: 1 };
}

interface Import {
  readonly entry: Dict;
  readonly form: string;
  readonly path: string;
}

function importPlaybook(
  { entry, form, path }: Import,
  from: ImportedFrom,
  { context, contextFor }: { context: CompileContext; contextFor: ContextFor },
): readonly Play[] {
  checkKeywords(entry, { what: "import_playbook", allowed: new Set([...IMPORT_PLAYBOOK_KEYWORDS, form]) });
  checkTemplates(context.templar, entry);
  const vars = entry.get("vars");
  const own: Dict = isDict(vars) ? vars : new Map();
  const name: Value = context.templar.evaluate(
    entry.get(form) ?? null,
    new LayeredScope([own, from.vars, context.extraVars]),
  );
  const origin = originOfKey(entry, form);
  if (typeof name !== "string")
    throw syntaxFault("import_playbook names no file", "Write 'import_playbook: FILE'", origin);
  const file = playbookFile(name, path, context);
  if (!isFile(file)) throw syntaxFault(`Playbook not found: ${file}`, "Check the name below import_playbook", origin);
  const chain = [...from.chain, resolve(path)];
  if (chain.includes(file)) throw syntaxFault(`Playbook imports itself: ${file}`, "Remove one of the imports", origin);
  return compileFile(
    file,
    {
      vars: new Map([...own, ...from.vars]),
      when: [...from.when, ...asList(entry.get("when"))],
      tags: [...from.tags, ...asList(entry.get("tags"))],
      chain,
    },
    contextFor,
  );
}

/** A path relative to the importing playbook, or `namespace.collection.playbook`. */
function playbookFile(name: string, path: string, { collections }: CompileContext): string {
  return collectionPlaybook(name, collections) ?? resolve(dirname(path), name);
}
