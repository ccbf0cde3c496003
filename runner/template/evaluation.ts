import { resolve as joinPath } from "node:path";
import { HintedError, type Origin } from "../../core/errors.ts";
import { TemplateText, type Value, VaultText } from "../../core/values.ts";
import type { LookupHost, Scope } from "./api.ts";
import { getItem } from "./compile/access.ts";
import { concat } from "./compile/concat.ts";
import { Context, type Engine, type LookupCall, type Unit } from "./compile/context.ts";
import { Frame } from "./compile/frame.ts";
import { runUnit } from "./compile/inheritance.ts";
import { invokeFilter, invokeTest } from "./compile/invoke.ts";
import { isStrict, materialise, resolveContainer, setStrict } from "./compile/lazy.ts";
import { originAt } from "./compile/position.ts";
import { compileFile, compileUnit, YAML_TEMPLATE } from "./compile/unit.ts";
import type { RenderText } from "./environment.ts";
import { reportFailure } from "./failure-report.ts";
import { findFile, readFile } from "./files.ts";
import { filterNamed } from "./filters/registry.ts";
import { globals } from "./globals.ts";
import { runLookup } from "./lookups/run.ts";
import { capture, Marker, PythonFailure, SealedMarker } from "./python/failure.ts";
import { isItemDict, type Item, type Keywords } from "./python/item.ts";
import { delimitersOf, DEFAULT_DELIMITERS } from "./syntax/delimiters.ts";
import { testNamed } from "./tests/registry.ts";

interface PluginArguments {
  readonly positional: readonly Item[];
  readonly keywords: Keywords;
}

/** One top-level evaluation: the variables it sees, and what it has resolved so far. */
export class Evaluation implements Engine {
  readonly host: LookupHost;
  readonly #scope: Scope;
  // Bound once: these are handed to containers.
  readonly resolve: (item: Item) => Item;
  readonly resolveShallow: (item: Item) => Item;
  #resolved: Map<object, Item> | undefined;

  constructor(host: LookupHost, scope: Scope) {
    this.host = host;
    this.#scope = scope;
    this.resolve = (item) => (typeof item === "object" && item !== null ? this.#resolveObject(item) : item);
    this.resolveShallow = (item) => {
      if (typeof item !== "object" || item === null || Array.isArray(item) || item instanceof Map) return item;
      return this.#resolveObject(item);
    };
  }

  #resolveObject(item: Exclude<Item, null | string | number | boolean | bigint>): Item {
    const known = this.#resolved?.get(item);
    if (known !== undefined) return known === RUNNING ? recursion(item) : known;
    if (item instanceof TemplateText) return this.#template(item);
    if (item instanceof VaultText) return this.#remember(item, reveal(item));
    if (!Array.isArray(item) && !isItemDict(item)) return item;
    const resolved = resolveContainer(item, this.resolve);
    return resolved === item ? item : this.#remember(item, resolved);
  }

  #remember(key: object, item: Item): Item {
    this.#resolved ??= new Map();
    this.#resolved.set(key, item);
    return item;
  }

  /** The item a template gives; what fails comes back as a marker. */
  #template(template: TemplateText): Item {
    const { source, origin } = template;
    this.#remember(template, RUNNING);
    let item: Item;
    try {
      item = this.run(compileUnit(source, YAML_TEMPLATE, origin), origin);
    } catch (error) {
      item = capture(error);
    }
    return this.#remember(template, item instanceof Marker ? markerAt(item, origin) : item);
  }

  /** Runs a compiled template or expression. @throws whatever it fails with */
  run(unit: Unit, origin: Origin | undefined): Item {
    const outer = setStrict(false);
    try {
      return this.#run(unit, origin);
    } finally {
      setStrict(outer);
    }
  }

  #run(unit: Unit, origin: Origin | undefined): Item {
    const context = new Context(this, unit, { origin, delimiters: DEFAULT_DELIMITERS, searchPaths: [this.host.cwd] });
    return withTrailingNewlines(this.render(context), unit.source, "\n");
  }

  /** Runs a template in a prepared context. */
  render(context: Context): Item {
    const output: Item[] = [];
    try {
      runUnit(context, output);
    } catch (error) {
      // The statement that was running is known here, and only here.
      const place = originAt(context.unit.source, context.at, context.unit.origin ?? context.origin);
      throw error instanceof PythonFailure && place ? reportFailure(error, place) : error;
    }
    return concat(output);
  }

  variable(name: string): Item | undefined {
    const raw: Value | undefined = this.#scope.get(name);
    return raw === undefined ? this.#global(name) : this.resolve(raw);
  }

  rawVariable(name: string): Item | undefined {
    const raw: Value | undefined = this.#scope.get(name);
    return raw === undefined ? this.#global(name) : this.resolveShallow(raw);
  }

  #global(name: string): Item | undefined {
    return globals.get(name)?.(this);
  }

  variableNames(): Iterable<string> {
    return this.#scope.names();
  }

  getItem(target: Item, key: Item): Item {
    const item = this.resolve(getItem(target, key));
    return item instanceof Marker && isStrict() ? item.trip() : item;
  }

  hasTest(name: string): boolean {
    return testNamed(name) !== undefined;
  }

  copy(item: Item): Item {
    return materialise(item, this.resolve);
  }

  callFilter(name: string, input: Item, args: PluginArguments): Item {
    const spec = filterNamed(name) ?? unknown("filter", name);
    return invokeFilter({ name, spec, env: this }, input, args);
  }

  callTest(name: string, input: Item, args: PluginArguments): boolean {
    const spec = testNamed(name) ?? unknown("test", name);
    const answer = invokeTest({ name, spec, env: this }, input, args);
    return answer instanceof Marker ? answer.trip() : answer;
  }

  lookup(name: Item | undefined, call: LookupCall): Item {
    return runLookup(name, call, this);
  }

  embedded(source: string, context: Context): Item {
    return this.run(compileUnit(source, YAML_TEMPLATE, context.origin), context.origin);
  }

  withoutVariables(): Engine {
    return new Evaluation(this.host, { get: () => undefined, names: () => [] });
  }

  load(name: string, context: Context): Unit {
    const path = findFile(name, context.searchPaths, this.host);
    const source = readFile(path, this.host).toString("utf8");
    return compileFile(source, { kind: "template", keepBackslashes: false, delimiters: context.delimiters }, path);
  }

  renderText(source: string, options: RenderText): Item {
    const delimiters = delimitersOf({
      ...options.delimiters,
      trimBlocks: options.trimBlocks,
      lstripBlocks: options.lstripBlocks,
    });
    const unit = compileFile(source, { kind: "template", keepBackslashes: false, delimiters }, options.path);
    const frame = new Frame();
    for (const [key, item] of options.variables) frame.variables.set(key, item);
    const searchPaths = [joinPath(options.path, ".."), ...this.host.searchPaths("templates")];
    const context = new Context(this, unit, { origin: unit.origin, delimiters, searchPaths, frame });
    return withTrailingNewlines(this.render(context), source, "\n");
  }

  warn(message: string): void {
    this.host.warn?.(message);
  }
}

/** A marker that knows its place: where it came from, or else the template it is the result of. */
function markerAt(marker: Marker, origin: Origin | undefined): Marker {
  if (!origin) return marker;
  if (!marker.isUndefined) return capture(reportFailure(marker.failure, origin));
  return marker.missing.origin?.() ? marker : new Marker({ ...marker.missing, origin: () => origin });
}

function reveal(vault: VaultText): Item {
  try {
    return vault.reveal();
  } catch (error) {
    return error instanceof HintedError ? new SealedMarker(error, vault.envelope) : capture(error);
  }
}

/** Stands in for a template while it is being evaluated: meeting it means that the template uses itself. */
const RUNNING = new Marker({ message: "Recursive loop detected in template" });

function recursion(item: Item): Marker {
  return capture(
    new HintedError("TEMPLATE_FAILED", RUNNING.missing.message, {
      hint: "Break the cycle: this variable is defined by itself.",
      origin: item instanceof TemplateText ? item.origin : undefined,
    }),
  );
}

function unknown(kind: "filter" | "test", name: string): never {
  const code = kind === "filter" ? "TEMPLATE_UNKNOWN_FILTER" : "TEMPLATE_UNKNOWN_TEST";
  throw new HintedError(code, `There is no ${kind} ${name}`, { hint: `Use a ${kind} of ansible.builtin.` });
}

/** Puts back the newlines at the end that Jinja drops, as Ansible does. */
export function withTrailingNewlines(item: Item, source: string, newline: string): Item {
  if (typeof item !== "string" || !source.endsWith("\n")) return item;
  const missing = trailingNewlines(source) - trailingNewlines(item);
  return missing > 0 ? item + newline.repeat(missing) : item;
}

function trailingNewlines(text: string): number {
  let count = 0;
  while (text.endsWith("\n", text.length - count) && count < text.length) count++;
  return count;
}
