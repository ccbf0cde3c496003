import type { TokenArgs } from "./options.ts";

/** A token as the API shows it. */
export interface Token {
  readonly comment?: string;
  /** Seconds since 1970; 0 is never. */
  readonly expire?: number;
  readonly privsep?: number;
}

/** The properties a task may set. */
export interface Settings {
  readonly comment?: string;
  readonly expire?: number;
  readonly privsep?: boolean;
}

/** One change of a token. */
export type Change =
  | { readonly kind: "create"; readonly settings: Settings }
  | { readonly kind: "update"; readonly before: Settings; readonly after: Settings }
  | { readonly kind: "remove"; readonly before: Settings };

/** Pure: what must change for the token to become what the task asks; properties not named stay. */
export function plan(current: Token | undefined, args: TokenArgs): readonly Change[] {
  if (args.state === "absent") return current ? [{ kind: "remove", before: settingsOf(current) }] : [];
  const asked = askedOf(args);
  if (!current) return [{ kind: "create", settings: asked }];
  const now = settingsOf(current);
  const names = (["comment", "expire", "privsep"] as const).filter(
    (name) => asked[name] !== undefined && asked[name] !== now[name],
  );
  if (names.length === 0) return [];
  return [{ kind: "update", before: pick(now, names), after: pick(asked, names) }];
}

function askedOf({ comment, expire, privsep }: TokenArgs): Settings {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(expire === undefined ? {} : { expire }),
    ...(privsep === undefined ? {} : { privsep }),
  };
}

function settingsOf(token: Token): Settings {
  return { comment: token.comment ?? "", expire: token.expire ?? 0, privsep: (token.privsep ?? 1) === 1 };
}

function pick(settings: Settings, names: readonly (keyof Settings)[]): Settings {
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}
