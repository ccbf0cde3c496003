import type { TemplateText, Value } from "../../core/values.ts";
import type { ExpressionOrigin, LookupHost, RenderOptions, Scope } from "./api.ts";

function notYet(): never {
  throw new TypeError("The template engine has not landed yet");
}

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
  evaluate(_value: Value, _scope: Scope): Value {
    return notYet();
  }

  /** Whether a `when`, `until`, `changed_when`, `failed_when` or `that` holds: a bool, an expression, or a list (all must hold). */
  condition(_condition: Value, _scope: Scope): boolean {
    return notYet();
  }

  /** The finalised value of an expression written without delimiters. */
  expression(_source: string, _scope: Scope, _origin?: ExpressionOrigin): Value {
    return notYet();
  }

  /** The text of a template file, as the `template` module writes it. */
  renderFile(_text: string, _scope: Scope, _options: RenderOptions): string {
    return notYet();
  }

  /** Refuses bad syntax and unknown filters, tests and lookups of a template without evaluating it. */
  check(_template: TemplateText): void {
    notYet();
  }

  /** As {@link Templar.check}, for an expression written without delimiters (a condition). */
  checkExpression(_source: string, _origin?: ExpressionOrigin): void {
    notYet();
  }
}
