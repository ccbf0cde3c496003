import type { Float } from "../../../core/values.ts";

/** Every node knows the offset of its text in the template. */
interface Node {
  readonly offset: number;
}

/** A value written in the template. */
export interface Const extends Node {
  readonly type: "const";
  readonly value: null | boolean | number | bigint | string | Float;
}

/** A variable. */
export interface Name extends Node {
  readonly type: "name";
  readonly name: string;
}

/** `[a, b]` or `(a, b)`. */
export interface Sequence extends Node {
  readonly type: "list" | "tuple";
  readonly items: readonly Expression[];
}

/** `{a: b}`. */
export interface DictLiteral extends Node {
  readonly type: "dict";
  readonly pairs: readonly (readonly [Expression, Expression])[];
}

/** `target.name`. */
export interface GetAttribute extends Node {
  readonly type: "attribute";
  readonly target: Expression;
  readonly name: string;
}

/** `target[key]`. */
export interface GetItem extends Node {
  readonly type: "item";
  readonly target: Expression;
  readonly key: Expression;
}

/** `start:stop:step` inside a subscript. */
export interface Slice extends Node {
  readonly type: "slice";
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

/** What stands between the parentheses of a call. */
export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly (readonly [string, Expression])[];
  readonly star: Expression | undefined;
  readonly doubleStar: Expression | undefined;
}

/** `callee(...)`. */
export interface Call extends Node {
  readonly type: "call";
  readonly callee: Expression;
  readonly args: CallArguments;
}

/** `input | name(...)`; without an input in a filter block. */
export interface Filter extends Node {
  readonly type: "filter";
  readonly name: string;
  readonly input: Expression | undefined;
  readonly args: CallArguments;
}

/** `input is name(...)`. */
export interface Test extends Node {
  readonly type: "test";
  readonly name: string;
  readonly input: Expression;
  readonly args: CallArguments;
}

/** The binary operators that give a value. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** `left operator right`. */
export interface Binary extends Node {
  readonly type: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `-operand` or `+operand`. */
export interface Unary extends Node {
  readonly type: "unary";
  readonly operator: "-" | "+";
  readonly operand: Expression;
}

/** `not operand`. */
export interface Not extends Node {
  readonly type: "not";
  readonly operand: Expression;
}

/** `left and right`, `left or right`. */
export interface Logic extends Node {
  readonly type: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

/** `a ~ b ~ c`. */
export interface Concat extends Node {
  readonly type: "concat";
  readonly parts: readonly Expression[];
}

/** The comparison operators. */
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

/** `first < second <= third`. */
export interface Compare extends Node {
  readonly type: "compare";
  readonly first: Expression;
  readonly rest: readonly (readonly [CompareOperator, Expression])[];
}

/** `then if condition else otherwise`. */
export interface Conditional extends Node {
  readonly type: "conditional";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression | undefined;
}

/** Anything that gives a value. */
export type Expression =
  | Const
  | Name
  | Sequence
  | DictLiteral
  | GetAttribute
  | GetItem
  | Slice
  | Call
  | Filter
  | Test
  | Binary
  | Unary
  | Not
  | Logic
  | Concat
  | Compare
  | Conditional;

/** What can be assigned to: names, nested tuples of names, or `namespace.name`. */
export type Target =
  | { readonly type: "name"; readonly name: string; readonly offset: number }
  | { readonly type: "namespace"; readonly name: string; readonly attribute: string; readonly offset: number }
  | { readonly type: "tuple"; readonly items: readonly Target[]; readonly offset: number };

/** Parameters of a macro or of a call block. */
export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | undefined;
}

/** A piece of a template. */
export type Statement =
  | { readonly type: "data"; readonly text: string; readonly offset: number }
  | { readonly type: "output"; readonly expression: Expression; readonly offset: number }
  | For
  | { readonly type: "group"; readonly body: Body; readonly offset: number }
  | { readonly type: "if"; readonly branches: readonly Branch[]; readonly otherwise: Body; readonly offset: number }
  | { readonly type: "set"; readonly target: Target; readonly value: Expression; readonly offset: number }
  | {
      readonly type: "set-block";
      readonly target: Target;
      readonly filter: Filter | undefined;
      readonly body: Body;
      readonly offset: number;
    }
  | {
      readonly type: "with";
      readonly bindings: readonly (readonly [Target, Expression])[];
      readonly body: Body;
      readonly offset: number;
    }
  | {
      readonly type: "macro";
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: Body;
      readonly offset: number;
    }
  | {
      readonly type: "call-block";
      readonly call: Call;
      readonly parameters: readonly Parameter[];
      readonly body: Body;
      readonly offset: number;
    }
  | { readonly type: "filter-block"; readonly filter: Filter; readonly body: Body; readonly offset: number }
  | {
      readonly type: "block";
      readonly name: string;
      readonly scoped: boolean;
      readonly required: boolean;
      readonly body: Body;
      readonly offset: number;
    }
  | { readonly type: "extends"; readonly template: Expression; readonly offset: number }
  | {
      readonly type: "include";
      readonly template: Expression;
      readonly ignoreMissing: boolean;
      readonly withContext: boolean;
      readonly offset: number;
    }
  | {
      readonly type: "import";
      readonly template: Expression;
      readonly name: string;
      readonly withContext: boolean;
      readonly offset: number;
    }
  | {
      readonly type: "from-import";
      readonly template: Expression;
      readonly names: readonly (readonly [string, string])[];
      readonly withContext: boolean;
      readonly offset: number;
    };

/** Statements in order. */
export type Body = readonly Statement[];

/** `{% if %}` or `{% elif %}` and what follows. */
export interface Branch {
  readonly condition: Expression;
  readonly body: Body;
}

/** `{% for target in iterable if filter recursive %}`. */
export interface For {
  readonly type: "for";
  readonly target: Target;
  readonly iterable: Expression;
  readonly filter: Expression | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
  readonly offset: number;
}
