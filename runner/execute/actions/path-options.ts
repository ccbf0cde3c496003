import { homedir } from "node:os";
import type { Options } from "../../../core/spec/options.ts";
import type { Target } from "../connections/target.ts";

type Given = Record<string, unknown>;

/** Where paths are looked up, and the variables they see besides the target's own. */
interface Place {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  target(): Promise<Target>;
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
const TILDE = /^~([\w.-]*)(?=\/|$)/;

/**
 * Arguments with `~`, `~user` and `$VARIABLE` of their paths replaced by what they are on the target, for the user the task acts
 * as: Ansible's modules do so with options of type `path`. Paths named in `here` are the controller's, unless `remote_src` is set.
 */
export async function withExpandedPaths(
  given: Given,
  { options, here }: { readonly options: Options; readonly here: readonly string[] },
  call: Place,
): Promise<Given> {
  const remote = given["remote_src"] ?? options["remote_src"]?.default;
  const remoteSource = remote === true || (typeof remote === "string" && /^(?:y|yes|on|1|true|t)$/i.test(remote));
  const entries = pathEntries(given, options).map(([name, value]) => {
    const isHere = here.includes(name) && !remoteSource;
    return { name, value, isHere };
  });
  const open = entries.filter(({ value }) => words(value).some(isOpen));
  if (open.length === 0) return given;
  const expanded: Given = { ...given };
  const there = open.filter(({ isHere }) => !isHere);
  const onTarget =
    there.length > 0
      ? await targetExpander(
          there.flatMap(({ value }) => words(value)),
          call,
        )
      : onController;
  for (const { name, value, isHere } of open) expanded[name] = mapWords(value, isHere ? onController : onTarget);
  return expanded;
}

/** The options of type path that are given, or have a default, by the name they are given by. */
function pathEntries(given: Given, options: Options): readonly (readonly [string, unknown])[] {
  return Object.entries(options).flatMap(([name, option]): readonly (readonly [string, unknown])[] => {
    if (option.type !== "path" && option.elements !== "path") return [];
    const used = [name, ...(option.aliases ?? [])].find((alias) => given[alias] !== undefined);
    if (used !== undefined) return [[used, given[used]]];
    return typeof option.default === "string" ? [[name, option.default]] : [];
  });
}

function words(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(",");
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function mapWords(value: unknown, expand: (path: string) => string): unknown {
  if (typeof value === "string") return value.split(",").map(expand).join(",");
  return Array.isArray(value) ? value.map((item: unknown) => (typeof item === "string" ? expand(item) : item)) : value;
}

function isOpen(path: string): boolean {
  return TILDE.test(path) || path.search(VARIABLE) >= 0;
}

type Expander = (path: string) => string;

/** Names nobody has stay as they are, as with Python's expanduser and expandvars. */
function expander(homes: ReadonlyMap<string, string>, variables: ReadonlyMap<string, string>): Expander {
  return (path) =>
    path
      .replace(TILDE, (tilde, user: string) => homes.get(user) ?? tilde)
      .replace(VARIABLE, (whole, braced?: string, bare?: string) => variables.get(braced ?? bare ?? "") ?? whole);
}

const onController: Expander = (path) =>
  path
    .replace(/^~(?=\/|$)/, () => homedir())
    .replace(VARIABLE, (whole, braced?: string, bare?: string) => process.env[braced ?? bare ?? ""] ?? whole);

/** Asks the target for all that the paths need, in one command. */
async function targetExpander(paths: readonly string[], call: Place): Promise<Expander> {
  const target = await call.target();
  const users = [...new Set(paths.flatMap((path) => TILDE.exec(path)?.[1] ?? []))];
  const names = [...new Set(paths.flatMap((path) => [...path.matchAll(VARIABLE)].map(([, a, b]) => a ?? b ?? "")))];
  const [homes, values] = await ask(target, { users, names, call });
  const known = (keys: readonly string[], found: readonly string[]): Map<string, string> =>
    new Map(keys.flatMap((key, at) => (found[at] ? [[key, found[at]] as const] : [])));
  return expander(known(users, homes), known(names, values));
}

interface Question {
  readonly users: readonly string[];
  readonly names: readonly string[];
  readonly call: Place;
}

async function ask(target: Target, { users, names, call }: Question): Promise<readonly [string[], string[]]> {
  const lines = [
    ...users.map((user) =>
      user === "" ? `printf '%s\\n' "$HOME"` : `h=~${user}; [ "$h" = '~${user}' ] && h=; printf '%s\\n' "$h"`,
    ),
    ...names.map((name) => `printf '%s\\n' "\${${name}-}"`),
  ];
  const done = await target.exec({ shell: lines.join("\n"), env: call.environment }, call.signal);
  const found = done.stdout.toString("utf8").split("\n");
  return [found.slice(0, users.length), found.slice(users.length, users.length + names.length)];
}
