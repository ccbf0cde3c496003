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
  return settingsOver(own, levelSettings(level));
}

const NOTHING: Settings = {
  ...connectionSettings(new Map()),
  ...behaviourSettings(new Map()),
  environment: [],
  moduleDefaults: [],
  when: [],
};

const settingsByLevel = new WeakMap<Level, Settings>();

/** What a level hands down, worked out once: its tasks mostly share it as it is. */
function levelSettings(level: Level | undefined): Settings {
  if (level === undefined) return NOTHING;
  const known = settingsByLevel.get(level);
  if (known) return known;
  const above = levelSettings(level.parent);
  const settings = level.kind === "include" ? above : settingsOver(level.keywords, above);
  settingsByLevel.set(level, settings);
  return settings;
}

function settingsOver(own: Dict, above: Settings): Settings {
  for (const key of own.keys()) {
    if (typeof key === "string" && SETTING_KEYWORDS.has(key)) {
      return { ...connectionSettings(own, above), ...behaviourSettings(own, above), ...joinedSettings(own, above) };
    }
  }
  return above;
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

/** The keywords of the settings. */
const SETTING_KEYWORDS: ReadonlySet<string> = new Set(
  "connection port remote_user become become_method become_user become_flags become_exe delegate_to delegate_facts timeout throttle no_log run_once ignore_errors ignore_unreachable check_mode diff any_errors_fatal notify environment module_defaults when".split(
    " ",
  ),
);

function connectionSettings(own: Dict, above?: Settings) {
  return {
    connection: own.get("connection") ?? above?.connection,
    port: own.get("port") ?? above?.port,
    remoteUser: own.get("remote_user") ?? above?.remoteUser,
    become: own.get("become") ?? above?.become,
    becomeMethod: own.get("become_method") ?? above?.becomeMethod,
    becomeUser: own.get("become_user") ?? above?.becomeUser,
    becomeFlags: own.get("become_flags") ?? above?.becomeFlags,
    becomeExe: own.get("become_exe") ?? above?.becomeExe,
    delegateTo: own.get("delegate_to") ?? above?.delegateTo,
    delegateFacts: own.get("delegate_facts") ?? above?.delegateFacts,
    timeout: own.get("timeout") ?? above?.timeout,
    throttle: own.get("throttle") ?? above?.throttle,
  };
}

function behaviourSettings(own: Dict, above?: Settings) {
  const notify = own.get("notify") ?? undefined;
  return {
    noLog: own.get("no_log") ?? above?.noLog,
    runOnce: own.get("run_once") ?? above?.runOnce,
    ignoreErrors: own.get("ignore_errors") ?? above?.ignoreErrors,
    ignoreUnreachable: own.get("ignore_unreachable") ?? above?.ignoreUnreachable,
    checkMode: own.get("check_mode") ?? above?.checkMode,
    diff: own.get("diff") ?? above?.diff,
    anyErrorsFatal: own.get("any_errors_fatal") ?? above?.anyErrorsFatal,
    notify: notify === undefined ? above?.notify : asList(notify),
  };
}

function joinedSettings(own: Dict, above: Settings) {
  return {
    environment: [...above.environment, ...asList(own.get("environment"))],
    moduleDefaults: [...above.moduleDefaults, ...asList(own.get("module_defaults"))],
    when: [...above.when, ...asList(own.get("when"))],
  };
}

/** A text may list several tags with commas; in a list each item is one. */
function tagList(tags: Value | undefined): readonly Value[] {
  return typeof tags === "string" ? tags.split(",").map((tag) => tag.trim()) : asList(tags);
}
