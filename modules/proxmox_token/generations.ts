import { readStamp, type Stamped } from "./stamp.ts";

/** A token as the API lists it. */
export interface ListedToken {
  readonly tokenid: string;
  readonly comment?: string;
  /** Seconds since 1970; 0 is never. */
  readonly expire?: number;
  readonly privsep?: number;
}

/** A token with its comment taken apart. */
export interface Token extends Stamped {
  readonly tokenid: string;
  readonly expire: number;
  readonly privsep: boolean;
}

/** The tokens a name stands for. */
export interface Generations {
  /** The one in use. */
  readonly current: Token | undefined;
  /** Earlier ones, which a rotation could not remove. */
  readonly leftover: readonly Token[];
  /** Later ones of a rotation that broke off before it was sure that their secrets are stored. */
  readonly pending: readonly Token[];
}

/**
 * The tokens a name stands for: the one of that name, and those made in its place by a rotation, which say so in their comments.
 * The newest whose secret is stored is in use; one that broke off counts when the vault names it (`stored`). Others of the user,
 * whatever their names, are none of them.
 */
export function generationsOf(tokens: readonly ListedToken[], tokenid: string, stored?: string): Generations {
  const own = tokens.map(tokenOf).filter((token) => token.tokenid === tokenid || token.replaces === tokenid);
  const isSure = (token: Token): boolean => !token.isPending || token.tokenid === stored;
  const sure = own.filter(isSure).toSorted((a, b) => generation(b, tokenid) - generation(a, tokenid));
  const [current, ...leftover] = sure;
  return { current, leftover, pending: own.filter((token) => !isSure(token)) };
}

/** The first name for a further generation that no token of the user has. */
export function nextName(tokens: readonly ListedToken[], tokenid: string): string {
  const taken = new Set(tokens.map((token) => token.tokenid));
  let number = 2;
  while (taken.has(`${tokenid}-${number}`)) number++;
  return `${tokenid}-${number}`;
}

/** The original comes before all others; those by their age, and within a minute by their number. */
function generation({ tokenid, since = 0 }: Token, original: string): number {
  if (tokenid === original) return 0;
  return since + Number(/-(\d+)$/.exec(tokenid)?.[1] ?? 0);
}

function tokenOf({ tokenid, comment = "", expire = 0, privsep = 1 }: ListedToken): Token {
  return { tokenid, expire, privsep: privsep === 1, ...readStamp(comment) };
}
