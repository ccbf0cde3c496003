import type { Dict, Value } from "../../core/values.ts";
import type { Level } from "./level.ts";

/** Inheritable keywords as a task has them after inheritance, untemplated; undefined where nobody gives one. */
export interface Settings {
  readonly connection: Value | undefined;
  readonly port: Value | undefined;
  readonly remoteUser: Value | undefined;
  readonly noLog: Value | undefined;
  readonly runOnce: Value | undefined;
  readonly ignoreErrors: Value | undefined;
  readonly ignoreUnreachable: Value | undefined;
  readonly checkMode: Value | undefined;
  readonly diff: Value | undefined;
  readonly anyErrorsFatal: Value | undefined;
  readonly throttle: Value | undefined;
  readonly timeout: Value | undefined;
  readonly become: Value | undefined;
  readonly becomeMethod: Value | undefined;
  readonly becomeUser: Value | undefined;
  readonly becomeFlags: Value | undefined;
  readonly becomeExe: Value | undefined;
  readonly delegateTo: Value | undefined;
  readonly delegateFacts: Value | undefined;
  readonly notify: readonly Value[] | undefined;
  /** Outermost first: a template gives a dict. */
  readonly environment: readonly Value[];
  /** Outermost first; inner ones win. */
  readonly moduleDefaults: readonly Value[];
  /** Outermost first; all must hold. */
  readonly when: readonly Value[];
}

/** What a task inherits: its own keyword, else the nearest level's; lists are joined over all levels. */
export function inheritSettings(own: Dict, level: Level): Settings {
  const chain = [own, ...keywordChain(level)];
  return { ...connectionSettings(chain), ...behaviourSettings(chain), ...joinedSettings(chain) };
}

/** Own and inherited tags, untemplated; from the outermost level on. */
export function inheritTags(own: Dict, level: Level): readonly Value[] {
  return [own, ...keywordChain(level)].toReversed().flatMap((keywords) => tagList(keywords.get("tags")));
}

/** A single value or a list as a list; nothing given is the empty list. */
export function asList(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Keyword dicts of the levels that hand theirs down, innermost first. */
function keywordChain(level: Level | undefined): Dict[] {
  const chain: Dict[] = [];
  for (let step = level; step; step = step.parent) {
    if (step.kind !== "include") chain.push(step.keywords);
  }
  return chain;
}

function first(chain: readonly Dict[], name: string): Value | undefined {
  for (const keywords of chain) {
    const value = keywords.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Items of a list keyword over all levels, outermost level first. */
function join(chain: readonly Dict[], name: string): Value[] {
  return chain.toReversed().flatMap((keywords) => asList(keywords.get(name)));
}

function connectionSettings(chain: readonly Dict[]) {
  return {
    connection: first(chain, "connection"),
    port: first(chain, "port"),
    remoteUser: first(chain, "remote_user"),
    become: first(chain, "become"),
    becomeMethod: first(chain, "become_method"),
    becomeUser: first(chain, "become_user"),
    becomeFlags: first(chain, "become_flags"),
    becomeExe: first(chain, "become_exe"),
    delegateTo: first(chain, "delegate_to"),
    delegateFacts: first(chain, "delegate_facts"),
    timeout: first(chain, "timeout"),
    throttle: first(chain, "throttle"),
  };
}

function behaviourSettings(chain: readonly Dict[]) {
  const notify = first(chain, "notify");
  return {
    noLog: first(chain, "no_log"),
    runOnce: first(chain, "run_once"),
    ignoreErrors: first(chain, "ignore_errors"),
    ignoreUnreachable: first(chain, "ignore_unreachable"),
    checkMode: first(chain, "check_mode"),
    diff: first(chain, "diff"),
    anyErrorsFatal: first(chain, "any_errors_fatal"),
    notify: notify === undefined ? undefined : asList(notify),
  };
}

function joinedSettings(chain: readonly Dict[]) {
  return {
    environment: join(chain, "environment"),
    moduleDefaults: join(chain, "module_defaults"),
    when: join(chain, "when"),
  };
}

/** A text may list several tags with commas; in a list each item is one. */
function tagList(tags: Value | undefined): readonly Value[] {
  return typeof tags === "string" ? tags.split(",").map((tag) => tag.trim()) : asList(tags);
}
