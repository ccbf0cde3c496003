import { HintedError, type Origin } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/nearest.ts";
import { insteadOf } from "../not-built.ts";
import { filterNames } from "../filters/registry.ts";
import { lookupNames } from "../lookups/registry.ts";
import { testNames } from "../tests/registry.ts";
import type { Expression, Statement } from "../syntax/ast.ts";
import { type Delimiters, DEFAULT_DELIMITERS } from "../syntax/delimiters.ts";
import { parseExpression, parseTemplate } from "../syntax/parse-template.ts";
import { readOverrides } from "../syntax/overrides.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import type { Compiler, UnknownPlugin } from "./compiler.ts";
import type { Evaluate, Run, Unit } from "./context.ts";
import { compileExpression } from "./expression.ts";
import { originAt } from "./position.ts";
import { compileBody } from "./statement.ts";

/** What is compiled and how. */
export interface CompileOptions {
  /** An expression without delimiters, a condition (an expression whose constants may hold templates), or a template. */
  readonly kind: "template" | "expression" | "condition";
  /** Whether strings in `{{ }}` keep their backslashes: yes for text from YAML, no for files. */
  readonly keepBackslashes: boolean;
  readonly delimiters: Delimiters;
}

/** A template as text from YAML. */
export const YAML_TEMPLATE: CompileOptions = {
  kind: "template",
  keepBackslashes: true,
  delimiters: DEFAULT_DELIMITERS,
};

/** An expression without delimiters. */
export const EXPRESSION: CompileOptions = { ...YAML_TEMPLATE, kind: "expression" };

/** A condition. */
export const CONDITION: CompileOptions = { ...YAML_TEMPLATE, kind: "condition" };

// By identity of the options: the three above are what is compiled over and over.
const caches = new WeakMap<CompileOptions, Map<string, Unit>>();
const files = new Map<string, { readonly source: string; readonly unit: Unit }>();

function cacheOf(options: CompileOptions): Map<string, Unit> {
  const known = caches.get(options);
  if (known) return known;
  const made = new Map<string, Unit>();
  caches.set(options, made);
  return made;
}

/**
 * Compiles a template or expression; the same text is compiled once. `origin` places errors.
 * @throws HintedError TEMPLATE_SYNTAX, TEMPLATE_UNKNOWN_FILTER, TEMPLATE_UNKNOWN_TEST, TEMPLATE_UNKNOWN_LOOKUP
 */
export function compileUnit(source: string, options: CompileOptions, origin: Origin | undefined): Unit {
  const cache = cacheOf(options);
  const known = cache.get(source);
  if (known) return known;
  const unit = compileNew(source, options, origin);
  cache.set(source, unit);
  return unit;
}

/** As {@link compileUnit}, for the text of a template file, which knows its place; the last text of each path is kept. */
export function compileFile(source: string, options: CompileOptions, path: string): Unit {
  const key = `${path}\0${JSON.stringify(options)}`;
  const known = files.get(key);
  if (known?.source === source) return known.unit;
  const origin = { file: path, line: 1, column: 1 };
  const unit = { ...compileNew(source, options, origin), origin };
  files.set(key, { source, unit });
  return unit;
}

function compileNew(source: string, options: CompileOptions, origin: Origin | undefined): Unit {
  const state = { blocks: new Map<string, Run>(), mutates: false };
  const compiler = makeCompiler(state, options.kind === "condition", (problem) => refuse(problem, source, origin));
  try {
    const run = compileSource(source, options, compiler);
    return { source, origin: undefined, run, blocks: state.blocks, mutates: state.mutates };
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw syntaxFault(error, source, origin);
    throw error;
  }
}

function compileSource(source: string, options: CompileOptions, compiler: Compiler): Run {
  if (options.kind === "template") {
    const [text, delimiters] = readOverrides(source, options.delimiters);
    return compiler.body(parseTemplate(text, { ...options, delimiters }));
  }
  const evaluate = compiler.expression(parseExpression(source, options));
  return (context, output) => output.push(evaluate(context));
}

function makeCompiler(
  state: { readonly blocks: Map<string, Run>; mutates: boolean },
  embedded: boolean,
  fail: (problem: UnknownPlugin) => never,
): Compiler {
  const compiler: Compiler = {
    embedded,
    fail,
    expression: (node: Expression) => compileExpression(node, compiler),
    embeddedExpression: (node: Expression) => literal(node),
    body: (statements: readonly Statement[]) => compileBody(statements, compiler),
    block: (name, run) => state.blocks.set(name, run),
    noteMutation: () => {
      state.mutates = true;
    },
  };
  // Only constants and the lists and dicts around them, as in Ansible: what an expression computes is never evaluated again.
  const literal = (node: Expression): Evaluate =>
    LITERALS.has(node.type)
      ? compileExpression(node, { ...compiler, embedded: true, expression: literal })
      : compiler.expression(node);
  return compiler;
}

const LITERALS: ReadonlySet<string> = new Set(["const", "list", "tuple", "dict"]);

function syntaxFault(error: TemplateSyntaxError, source: string, origin: Origin | undefined): HintedError {
  return new HintedError("TEMPLATE_SYNTAX", `Syntax error in template: ${error.message}`, {
    hint: error.hint,
    cause: error,
    origin: originAt(source, error.offset, origin),
  });
}

const PLUGINS = {
  filter: { code: "TEMPLATE_UNKNOWN_FILTER", names: filterNames },
  test: { code: "TEMPLATE_UNKNOWN_TEST", names: testNames },
  lookup: { code: "TEMPLATE_UNKNOWN_LOOKUP", names: lookupNames },
} as const;

function refuse({ kind, name, offset }: UnknownPlugin, source: string, origin: Origin | undefined): never {
  const { code, names } = PLUGINS[kind];
  throw new HintedError(code, `There is no ${kind} ${name}`, {
    hint: insteadOf(kind, name) ?? didYouMean(name, names(), `Use a ${kind} of ansible.builtin.`),
    origin: originAt(source, offset, origin),
  });
}
