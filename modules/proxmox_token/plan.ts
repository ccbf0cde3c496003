import { HintedError } from "../../core/errors.ts";
import { parseAge } from "./age.ts";
import type { Generations, Token } from "./generations.ts";
import type { TokenArgs } from "./options.ts";
import type { VaultPlace } from "./vault-place.ts";

/** What a task finds. */
export interface Current extends Generations {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the server can give a token a new secret. */
  readonly isRegenerable: boolean;
  /** Name of the token that is made where it can not. */
  readonly successor: string;
  readonly vault: VaultPlace | undefined;
  /** Whether the task's result is hidden, and so may hold a secret. */
  readonly noLog: boolean;
}

/** The properties a task may set. */
export interface Settings {
  readonly comment?: string;
  readonly expire?: number;
  readonly privsep?: boolean;
}

/** Where a new secret goes: into a vault file, or into the result. */
export type SecretPlace = VaultPlace | "result";

/** One change of a token. Stamps are what the module keeps at the end of a comment. */
export type Change =
  | {
      readonly kind: "create";
      readonly settings: Settings;
      readonly since: number | undefined;
      readonly secret: SecretPlace;
    }
  | { readonly kind: "update"; readonly token: Token; readonly before: Settings; readonly after: Settings }
  | {
      readonly kind: "regenerate" | "replace";
      readonly token: Token;
      readonly before: Settings;
      readonly after: Settings;
      /** When the new secret was made, where that is kept. */
      readonly since: number | undefined;
      readonly now: number;
      readonly secret: SecretPlace;
      /** Name of the token made in place of this one, where that is the way. */
      readonly successor: string;
    }
  /** A rotation that broke off after its secret was stored: the token takes its place for good. */
  | { readonly kind: "confirm"; readonly token: Token }
  | { readonly kind: "remove"; readonly token: Token };

/**
 * Pure: what must change for the token to become what the task asks; properties not named stay.
 * @throws HintedError OPTION_INVALID, OPTION_CONFLICT, SECRET_HAS_NO_PLACE
 */
export function plan(current: Current, args: TokenArgs): readonly Change[] {
  checkAge(args);
  const token = current.current;
  const remove = (tokens: readonly Token[]): readonly Change[] =>
    tokens.map((each) => ({ kind: "remove", token: each }));
  if (args.state === "absent") return remove([...(token ? [token] : []), ...current.leftover, ...current.pending]);
  if (!token) {
    const since = args.rotate_after === undefined ? undefined : current.now;
    return [
      { kind: "create", settings: askedOf(args), since, secret: placeOf(current, args) },
      ...remove(current.pending),
    ];
  }
  if (isDue(current, args))
    return [rotation(current, args, token), ...remove([...current.leftover, ...current.pending])];
  const confirmed: readonly Change[] = token.isPending ? [{ kind: "confirm", token }] : [];
  return [...confirmed, ...update(token, args), ...remove(current.leftover)];
}

function update(token: Token, args: TokenArgs): readonly Change[] {
  const difference = differenceOf(token, args);
  return Object.keys(difference.after).length === 0 ? [] : [{ kind: "update", token, ...difference }];
}

/** The properties that are to be others, before and after. */
function differenceOf(token: Token, args: TokenArgs): { readonly before: Settings; readonly after: Settings } {
  const asked = askedOf(args);
  const names = (["comment", "expire", "privsep"] as const).filter(
    (name) => asked[name] !== undefined && asked[name] !== token[name],
  );
  return { before: pick(token, names), after: pick(asked, names) };
}

/** Whether the task gives the token a new secret. @throws HintedError OPTION_INVALID */
export function isDue({ current, now }: Pick<Current, "current" | "now">, args: TokenArgs): boolean {
  if (args.state !== "rotated" || current === undefined) return false;
  if (args.rotate_after === undefined || current.since === undefined) return true;
  return now - current.since >= parseAge(args.rotate_after);
}

function rotation(current: Current, args: TokenArgs, token: Token): Change {
  const { now, successor } = current;
  const isKept = args.rotate_after !== undefined || token.since !== undefined;
  return {
    kind: current.isRegenerable ? "regenerate" : "replace",
    token,
    ...differenceOf(token, args),
    now,
    since: isKept ? now : undefined,
    secret: placeOf(current, args),
    successor,
  };
}

function placeOf({ vault, noLog }: Current, args: TokenArgs): SecretPlace {
  if (vault !== undefined) return vault;
  if (noLog || args.return_secret) return "result";
  throw new HintedError("SECRET_HAS_NO_PLACE", "The token would get a secret, which the output and logs would show", {
    hint: "Write it to a vault with 'vault_file' and 'vault_key', or put 'no_log: true' on the task and register it",
  });
}

function checkAge({ rotate_after, state }: TokenArgs): void {
  if (rotate_after === undefined) return;
  parseAge(rotate_after);
  if (state === "rotated") return;
  throw new HintedError("OPTION_CONFLICT", `'rotate_after' is given with state '${state}'`, {
    hint: "Set 'state: rotated', which also makes a token that is not there",
  });
}

function askedOf({ comment, expire, privsep }: TokenArgs): Settings {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(expire === undefined ? {} : { expire }),
    ...(privsep === undefined ? {} : { privsep }),
  };
}

function pick(settings: Settings, names: readonly (keyof Settings)[]): Settings {
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}
