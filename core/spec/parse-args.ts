import { HintedError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { coerce, describe, FALSE_WORDS, isOmitted, TRUE_WORDS } from "./coerce.ts";
import { checkConstraints } from "./constraints.ts";
import type { Args, Constraints, Option, Options } from "./options.ts";

/** Environment variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Raw = Readonly<Record<string, unknown>>;

/** What {@link parseArgs} needs beside the options themselves. */
export interface ParseContext {
  readonly env: Environment;
  readonly constraints?: Constraints;
}

/**
 * A module's raw arguments as its typed ones: names checked, aliases resolved, environment and defaults filled in, values coerced.
 * `null` and omitted values count as not given, as in Ansible.
 * @throws HintedError OPTION_UNKNOWN, OPTION_MISSING, OPTION_INVALID, OPTION_CONFLICT, OPTION_UNSUPPORTED
 */
export function parseArgs<const S extends Options>(options: S, raw: Raw, context: ParseContext): Args<S> {
  const parsed = parseLevel(options, raw, { env: context.env, path: "" });
  if (context.constraints) checkConstraints(context.constraints, parsed);
  // The loop above filled exactly the keys Args<S> describes; TypeScript can not follow a mapped type through it.
  return parsed as Args<S>;
}

interface Level {
  readonly env: Environment;
  readonly path: string;
}

function parseLevel(options: Options, raw: Raw, level: Level): Record<string, unknown> {
  const given = collect(options, raw, level);
  const result: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const value = given.get(name) ?? fromEnvironment(option, level.env) ?? option.default;
    if (value !== undefined) result[name] = parseValue(option, value, { ...level, path: level.path + name });
    else if (option.required) throw missing(level.path + name, option);
  }
  return result;
}

/** Given values by canonical name. */
function collect(options: Options, raw: Raw, level: Level): Map<string, unknown> {
  const names = new Map<string, string>();
  for (const [name, option] of Object.entries(options)) {
    for (const alias of [name, ...(option.aliases ?? [])]) names.set(alias, name);
  }
  const given = new Map<string, unknown>();
  for (const [key, value] of Object.entries(raw)) {
    const name = names.get(key);
    const isGiven = value !== null && value !== undefined && !isOmitted(value);
    // A name nobody knows is a mistake even without a value.
    if (!isGiven && isKnown(options, name ?? key)) continue;
    if (name !== undefined && options[name]?.indexed === undefined) {
      if (given.has(name)) throw givenTwice(level.path + name, level.path + key);
      given.set(name, value);
    } else {
      collectIndexed(options, given, { key: name ?? key, value, path: level.path });
    }
  }
  return given;
}

function isKnown(options: Options, name: string): boolean {
  return options[name] !== undefined || options[name.replace(/\d+$/, "")]?.indexed !== undefined;
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly path: string;
}

/** `net0: ...` or `net: {net0: ...}` (the Python modules' form), into one object under `net`. */
function collectIndexed(options: Options, given: Map<string, unknown>, entry: Entry): void {
  const match = /^(.*?)(\d+)$/.exec(entry.key);
  const name = match?.[1] ?? entry.key;
  const limit = options[name]?.indexed;
  if (limit === undefined) throw unknown(options, entry);
  if (match) {
    if (Number(match[2]) >= limit) throw outOfRange(entry, `${name}0 to ${name}${limit - 1}`);
    const slot: unknown = given.get(name) ?? {};
    given.set(name, { ...(slot as Raw), [entry.key]: entry.value });
    return;
  }
  const nested = coerce(entry.value, "dict", { name: entry.path + entry.key, secret: false }) as Raw;
  for (const [key, value] of Object.entries(nested)) {
    if (!new RegExp(`^${name}\\d+$`).test(key)) throw outOfRange({ ...entry, key }, `${name}0 to ${name}${limit - 1}`);
    collectIndexed(options, given, { key, value, path: `${entry.path}${name}.` });
  }
}

function fromEnvironment(option: Option, env: Environment): string | undefined {
  for (const name of option.env ?? []) {
    const value = env[name];
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

function parseValue(option: Option, value: unknown, level: Level): unknown {
  if (option.indexed === undefined) return parseOne(option, value, level);
  const { indexed: _, ...single } = option;
  return Object.fromEntries(
    Object.entries(value as Raw).map(([key, item]) => [key, parseOne(single, item, { ...level, path: key })]),
  );
}

function parseOne(option: Option, value: unknown, level: Level): unknown {
  const source = { name: level.path, secret: option.secret ?? false };
  const typed = coerce(unboolean(option, value), option.type, source);
  if (Array.isArray(typed))
    return typed.map((item, index) => parseItem(option, item, { ...level, path: `${level.path}[${index}]` }));
  if (option.type === "dict" && option.options)
    return parseLevel(option.options, typed as Raw, { ...level, path: `${level.path}.` });
  checkChoice(option, typed, level.path);
  checkBounds(option, typed, level.path);
  checkOnly(option, typed, level.path);
  return typed;
}

/** YAML read `yes` or `true` as a boolean where a choice of that name was meant: turned back when only one choice fits, as Ansible does. */
function unboolean(option: Option, value: unknown): unknown {
  if (typeof value !== "boolean" || option.type !== "str") return value;
  const fitting = (option.choices ?? []).filter((choice) => (value ? TRUE_WORDS : FALSE_WORDS).has(String(choice)));
  return fitting.length === 1 ? fitting[0] : value;
}

function parseItem(option: Option, item: unknown, level: Level): unknown {
  const type = option.elements ?? "raw";
  const typed = coerce(item, type, { name: level.path, secret: option.secret ?? false });
  if (type === "dict" && option.options)
    return parseLevel(option.options, typed as Raw, { ...level, path: `${level.path}.` });
  checkChoice(option, typed, level.path);
  return typed;
}

function checkChoice(option: Option, value: unknown, name: string): void {
  if (!option.choices || option.choices.some((choice) => choice === value)) return;
  const choices = option.choices.join(", ");
  throw new HintedError(
    "OPTION_INVALID",
    `Option '${name}' is ${describe(value, option.secret ?? false)}, expected one of ${choices}`,
    {
      hint: didYouMean(String(value), option.choices.map(String), `Use one of ${choices}`),
    },
  );
}

function checkBounds(option: Option, value: unknown, name: string): void {
  if (typeof value !== "number") return;
  const { min = -Infinity, max = Infinity } = option;
  if (value >= min && value <= max) return;
  const range = `${min === -Infinity ? "" : `at least ${min}`}${max === Infinity ? "" : `${min === -Infinity ? "" : " and "}at most ${max}`}`;
  throw new HintedError("OPTION_INVALID", `Option '${name}' is ${value}, expected ${range}`, {
    hint: `Choose a value of ${range}`,
  });
}

function checkOnly({ only, default: usual }: Option, value: unknown, name: string): void {
  if (only === undefined || value === usual) return;
  throw new HintedError("OPTION_UNSUPPORTED", `Option '${name}' is only supported as ${String(usual)}`, { hint: only });
}

function missing(name: string, option: Option): HintedError {
  const env = option.env ? ` or set ${option.env[0]} in the environment` : "";
  return new HintedError("OPTION_MISSING", `Option '${name}' is missing`, { hint: `Add '${name}' to the task${env}` });
}

function givenTwice(name: string, key: string): HintedError {
  return new HintedError("OPTION_CONFLICT", `Option '${name}' is given twice, the second time as '${key}'`, {
    hint: `Keep '${name}' and remove its alias`,
  });
}

function unknown(options: Options, entry: Entry): HintedError {
  const known = Object.entries(options).flatMap(([name, option]) =>
    option.indexed === undefined ? [name] : [name, `${name}0`],
  );
  return new HintedError("OPTION_UNKNOWN", `Option '${entry.path}${entry.key}' is not known`, {
    hint: didYouMean(entry.key, known, `Known options: ${known.toSorted().join(", ")}`),
  });
}

function outOfRange(entry: Entry, range: string): HintedError {
  return new HintedError("OPTION_UNKNOWN", `Option '${entry.path}${entry.key}' is not known, expected ${range}`, {
    hint: `Use ${range}`,
  });
}
