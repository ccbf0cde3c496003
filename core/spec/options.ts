/** Ansible's argument types, by the names its documentation uses. */
export type OptionType = "str" | "int" | "float" | "bool" | "list" | "dict" | "path" | "raw";

/** One option of a module: the only place where its name, type, default and meaning are said. */
export interface Option {
  readonly type: OptionType;
  readonly description: string | readonly string[];
  readonly required?: boolean;
  readonly default?: unknown;
  readonly choices?: readonly (string | number)[];
  readonly aliases?: readonly string[];
  /** Environment variables read, in order, when the option is not given. */
  readonly env?: readonly string[];
  /** Type of a list's items. */
  readonly elements?: OptionType;
  /** Options of a dict, or of the dicts in a list. */
  readonly options?: Options;
  /** The value never reaches output, diffs or errors. */
  readonly secret?: boolean;
  /** The value is left out of what a result repeats of its arguments; unlike a secret's, its words are not looked for anywhere else. */
  readonly private?: boolean;
  /** For a dict only a run tells: a value that takes the same rights, for plans of what a task needs. */
  readonly standIn?: unknown;
  /** Nothing but the default is supported: any other value is refused, with this hint. */
  readonly only?: string;
  /** Inclusive bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  /** The option stands for `name0` to `name<indexed - 1>`, collected into one object by full name (`net0`, `net1`). */
  readonly indexed?: number;
}

/** A module's options by name. */
export type Options = { readonly [name: string]: Option };

/** Rules over several options, with the meaning Ansible gives them. */
export interface Constraints {
  readonly mutuallyExclusive?: readonly (readonly string[])[];
  readonly requiredTogether?: readonly (readonly string[])[];
  readonly requiredOneOf?: readonly (readonly string[])[];
  /** `[option, value, needed]`: when the option has the value, all the needed ones must be given. */
  readonly requiredIf?: readonly (readonly [string, unknown, readonly string[]])[];
}

interface Scalars {
  str: string;
  path: string;
  int: number;
  float: number;
  bool: boolean;
  raw: unknown;
}

type Base<O extends Option> = O extends { choices: readonly (infer C)[] }
  ? C
  : O["type"] extends keyof Scalars
    ? Scalars[O["type"]]
    : O extends { options: infer S extends Options }
      ? Args<S>
      : Readonly<Record<string, unknown>>;

type Item<O extends Option> = O extends { choices: readonly (infer C)[] }
  ? C
  : O extends { options: infer S extends Options }
    ? Args<S>
    : O extends { elements: infer E extends keyof Scalars }
      ? Scalars[E]
      : unknown;

type Typed<O extends Option> = O["type"] extends "list" ? readonly Item<O>[] : Base<O>;

type OptionValue<O extends Option> = O extends { indexed: number } ? Readonly<Record<string, Typed<O>>> : Typed<O>;

type PresentKeys<S extends Options> = {
  [K in keyof S]: S[K] extends { required: true } | { default: unknown } ? K : never;
}[keyof S];

/** What a module receives for its options: required and defaulted ones are present, `choices` become a literal union. */
export type Args<S extends Options> = { readonly [K in PresentKeys<S>]: OptionValue<S[K]> } & {
  readonly [K in Exclude<keyof S, PresentKeys<S>>]?: OptionValue<S[K]>;
};
