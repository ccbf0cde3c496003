import type { UserArgs } from "./options.ts";

/** A user as the API shows it. */
export interface User {
  readonly comment?: string;
  readonly email?: string;
  readonly enable?: number;
  readonly expire?: number;
  readonly firstname?: string;
  readonly lastname?: string;
  readonly keys?: string;
  readonly groups?: readonly string[];
  readonly tokens?: Readonly<Record<string, unknown>> | null;
}

type Value = string | number | boolean | readonly string[];

/** Settings by name. */
export type Settings = Readonly<Record<string, Value>>;

/** One change of a user. */
export type Change =
  | { readonly kind: "create"; readonly settings: Settings; readonly password: string | undefined }
  | { readonly kind: "update"; readonly before: Settings; readonly after: Settings }
  | { readonly kind: "remove"; readonly tokens: readonly string[] };

/** Pure: what must change for the user to become what the task asks. Tokens are never touched while the user stays. */
export function plan(current: User | undefined, args: UserArgs): readonly Change[] {
  if (args.state === "absent") return current ? [{ kind: "remove", tokens: Object.keys(current.tokens ?? {}) }] : [];
  const asked = askedOf(args);
  if (!current) return [{ kind: "create", settings: asked, password: args.password }];
  const now = settingsOf(current);
  const names = Object.keys(asked).filter((name) => !isSame(now[name], asked[name]));
  return names.length === 0 ? [] : [{ kind: "update", before: pick(now, names), after: pick(asked, names) }];
}

function askedOf(args: UserArgs): Settings {
  const { comment, email, enable, expire, firstname, lastname, keys, groups } = args;
  const all = { comment, email, enable, expire, firstname, lastname, keys, groups: groups?.toSorted() };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function settingsOf(user: User): Settings {
  const {
    comment = "",
    email = "",
    firstname = "",
    lastname = "",
    keys = "",
    expire = 0,
    enable = 1,
    groups = [],
  } = user;
  return { comment, email, firstname, lastname, keys, expire, enable: enable === 1, groups: groups.toSorted() };
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function pick(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}
