import type { Origin } from "../../core/errors.ts";
import { TemplateText, type Value } from "../../core/values.ts";

/**
 * The variables a template sees. Values are raw: a {@link TemplateText} or VaultText inside is resolved by the engine when
 * (and only when) it is used. A dict may be a lazy subclass of Map (`hostvars`): the engine uses only Map's own interface.
 */
export interface Scope {
  /** The raw value of a variable; `undefined` when there is none of that name. */
  get(name: string): Value | undefined;
  /** All names, for "did you mean" hints and for the `varnames` lookup. */
  names(): Iterable<string>;
}

/** What lookups may reach on the controller. */
export interface LookupHost {
  /** Absolute directories to look in, best first, for a relative `file`, `template` or `vars` name. */
  searchPaths(kind: "files" | "templates" | "vars"): readonly string[];
  /** The directory relative paths and `pipe` commands start from (the playbook's). */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content of a file, vault-decrypted where it is a vault; the file system as it is when not given. */
  readFile?(path: string): Buffer;
  /** Hosts matched by an inventory pattern, for the `inventory_hostnames` lookup. */
  inventoryHostnames?(pattern: string): readonly string[];
  /** Takes a warning for the user (one sentence, no secrets); dropped when not given. */
  warn?(message: string): void;
}

/** Options of `Templar.renderFile`; the defaults are those of Ansible's `template` module. */
export interface RenderOptions {
  /** The template's own path: names errors and is searched first by include, import and extends. */
  readonly path?: string;
  /** Absolute directories searched by include, import and extends, after the template's own. */
  readonly searchPaths?: readonly string[];
  /** Remove the newline after a block tag; default true. */
  readonly trimBlocks?: boolean;
  /** Remove blanks before a block tag at the start of a line; default false. */
  readonly lstripBlocks?: boolean;
  /** Line ends of the result; default `\n`. */
  readonly newlineSequence?: "\n" | "\r\n" | "\r";
  readonly blockStart?: string;
  readonly blockEnd?: string;
  readonly variableStart?: string;
  readonly variableEnd?: string;
  readonly commentStart?: string;
  readonly commentEnd?: string;
}

/** Where an expression given as plain text stands; for messages. */
export type ExpressionOrigin = Origin | undefined;

/**
 * What a template gives for the variable `omit` at top level: the caller drops the option. Inside dicts and lists omitted
 * items are dropped already. It is a template that evaluates to `omit` again, so a result may be templated twice.
 */
export const OMIT: TemplateText = new TemplateText("{{ omit }}");

/** Whether an evaluated value is the `omit` placeholder. */
export function isOmit(value: unknown): boolean {
  return value === OMIT;
}
