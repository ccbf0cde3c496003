import type { Expression, Statement } from "../syntax/ast.ts";
import type { Evaluate, Run } from "./context.ts";

/** What the compiling functions share: it lets them call each other without importing each other. */
export interface Compiler {
  /** Whether constants that hold template syntax are evaluated (in conditions, and in the terms of a lookup). */
  readonly embedded: boolean;
  /** Place of the template, for errors found while compiling. */
  readonly fail: (problem: UnknownPlugin) => never;
  expression(node: Expression): Evaluate;
  /** As `expression`, with templates in constants evaluated. */
  embeddedExpression(node: Expression): Evaluate;
  body(statements: readonly Statement[]): Run;
  /** Registers a block of the template. */
  block(name: string, run: Run): void;
  /** Notes that a method is called that changes its list or dict. */
  noteMutation(): void;
}

/** A filter, test or lookup that does not exist. */
export interface UnknownPlugin {
  readonly kind: "filter" | "test" | "lookup";
  readonly name: string;
  readonly offset: number;
}
