import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOfItem } from "../../core/yaml/index.ts";
import type { CompileContext } from "../compile/index.ts";
import type { Play } from "../compile/model.ts";
import { LayeredScope } from "../compile/static-scope.ts";
import { readVarsFile } from "../compile/vars-files.ts";
import type { RunState } from "./run-state.ts";
import { hostScopeLayers } from "./variables/host-vars.ts";

/** Variables of a play's `vars_files`, for a host or for none; names that depend on a host are read for it. */
export function playVarsFiles(state: RunState, play: Play, vars: Dict): (host: string | undefined) => readonly Dict[] {
  const context = state.contextFor(play.playDir);
  const perHost = new Map<string | undefined, readonly Dict[]>();
  const read = (host: string | undefined): readonly Dict[] => {
    const layers: Dict[] = [];
    const { learned, facts, inventory, ansibleFacts } = hostScopeLayers(state, host, play.playDir);
    const own: Dict[] = [inventory, facts, new Map([["ansible_facts", ansibleFacts]]), vars];
    for (const [index, entry] of play.varsFiles.entries()) {
      const scope = new LayeredScope([...own, ...layers, ...learned.toReversed(), state.extraVars]);
      const found = readPlaced(entry, originOfItem(play.varsFiles, index) ?? play.origin, { scope, context });
      if (found) layers.push(found);
    }
    return layers;
  };
  const shared = play.varsFiles.some(hasTemplate) ? undefined : once(() => read(undefined));
  // Facts change during a play, so that host-dependent files are looked up each time.
  return (host) => (shared ? shared() : host === undefined ? known(perHost, read) : read(host));
}

interface Reading {
  readonly scope: LayeredScope;
  readonly context: CompileContext;
}

function readPlaced(entry: Value, origin: Origin | undefined, { scope, context }: Reading): Dict | undefined {
  try {
    return readVarsFile(entry, scope, context);
  } catch (error) {
    throw error instanceof HintedError ? error.at(origin) : error;
  }
}

function known(
  cache: Map<string | undefined, readonly Dict[]>,
  read: (host: undefined) => readonly Dict[],
): readonly Dict[] {
  const existing = cache.get(undefined);
  if (existing) return existing;
  const made = read(undefined);
  cache.set(undefined, made);
  return made;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function hasTemplate(value: Value): boolean {
  if (Array.isArray(value)) return value.some(hasTemplate);
  return value instanceof TemplateText || isDict(value);
}
