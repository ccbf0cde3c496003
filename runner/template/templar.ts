import { dirname } from "node:path";
import { type Origin } from "../../core/errors.ts";
import { TemplateText, type Value, VaultText } from "../../core/values.ts";
import { type ExpressionOrigin, type LookupHost, OMIT, type RenderOptions, type Scope } from "./api.ts";
import { Context } from "./compile/context.ts";
import { isPlain } from "./compile/lazy.ts";
import { compileFile, compileUnit, CONDITION, EXPRESSION, YAML_TEMPLATE } from "./compile/unit.ts";
import { decide } from "./condition.ts";
import { Evaluation, withTrailingNewlines } from "./evaluation.ts";
import { reportFailure } from "./failure-report.ts";
import { finalise, finaliseForText } from "./finalise.ts";
import type { Item } from "./python/item.ts";
import { OMITTED } from "./python/item.ts";
import { text } from "./python/text.ts";
import { type Delimiters, delimitersOf } from "./syntax/delimiters.ts";

/** Evaluates templates as ansible-core 2.19 does: native types, lazy variables, strict undefined. Synchronous. */
export class Templar {
  readonly host: LookupHost;

  constructor(host: LookupHost) {
    this.host = host;
  }

  /**
   * The value with every template in it evaluated, recursively; {@link OMIT} when it is `omit` itself.
   * @throws HintedError TEMPLATE_SYNTAX, TEMPLATE_UNDEFINED, TEMPLATE_FAILED, TEMPLATE_UNKNOWN_*, VAULT_*
   */
  evaluate(value: Value, scope: Scope): Value {
    if (typeof value !== "object" || value === null) return value;
    if ((Array.isArray(value) || value instanceof Map) && isPlain(value)) return value;
    const origin = value instanceof TemplateText || value instanceof VaultText ? value.origin : undefined;
    return this.#guarded(origin, () => leave(new Evaluation(this.host, scope).resolve(value)));
  }

  /**
   * Whether a `when`, `until`, `changed_when`, `failed_when` or `that` holds: a bool, an expression, or a list (all must hold).
   * @throws HintedError as `evaluate`; TEMPLATE_FAILED when the result is not a bool
   */
  condition(condition: Value, scope: Scope): boolean {
    if (typeof condition === "boolean") return condition;
    if (Array.isArray(condition)) return condition.every((item) => this.condition(item, scope));
    const origin = condition instanceof TemplateText ? condition.origin : undefined;
    return this.#guarded(origin, () => decide(condition, new Evaluation(this.host, scope)));
  }

  /** The finalised value of an expression written without delimiters. @throws HintedError as `evaluate` */
  expression(source: string, scope: Scope, origin?: ExpressionOrigin): Value {
    return this.#guarded(origin, () => {
      const unit = compileUnit(source, EXPRESSION, origin);
      return leave(new Evaluation(this.host, scope).run(unit, origin));
    });
  }

  /** The text of a template file, as the `template` module writes it. @throws HintedError as `evaluate` */
  renderFile(source: string, scope: Scope, options: RenderOptions): string {
    const delimiters = delimitersOf(options);
    if (!holdsTemplate(source, delimiters)) return source;
    const path = options.path ?? "<template>";
    return this.#guarded({ file: path, line: 1, column: 1 }, () => {
      const unit = compileFile(source, { kind: "template", keepBackslashes: false, delimiters }, path);
      const own = options.path === undefined ? [] : [dirname(options.path)];
      const searchPaths = [...own, ...(options.searchPaths ?? this.host.searchPaths("templates"))];
      const evaluation = new Evaluation(this.host, scope);
      const context = new Context(evaluation, unit, {
        origin: unit.origin,
        delimiters,
        searchPaths,
      });
      const item = withTrailingNewlines(evaluation.render(context), source, delimiters.newlineSequence);
      return item === null ? "" : text(finaliseForText(item));
    });
  }

  /** Refuses bad syntax and unknown filters, tests and lookups of a template without evaluating it. */
  check(template: TemplateText): void {
    this.#guarded(template.origin, () => compileUnit(template.source, YAML_TEMPLATE, template.origin));
  }

  /** As {@link Templar.check}, for an expression written without delimiters (a condition). */
  checkExpression(source: string, origin?: ExpressionOrigin): void {
    const isTemplate = /^\s*\{[{%#][\s\S]*[}%#]\}\s*$/.test(source);
    this.#guarded(origin, () => compileUnit(source, isTemplate ? YAML_TEMPLATE : CONDITION, origin));
  }

  #guarded<T>(origin: Origin | undefined, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw reportFailure(error, origin);
    }
  }
}

function leave(item: Item): Value {
  return item === OMITTED ? OMIT : finalise(item);
}

/** Whether Ansible would template the text at all: text without any of the start marks is left as it is, line ends too. */
function holdsTemplate(source: string, { blockStart, variableStart, commentStart }: Delimiters): boolean {
  return (
    source.startsWith("#jinja2:") || [blockStart, variableStart, commentStart].some((mark) => source.includes(mark))
  );
}
