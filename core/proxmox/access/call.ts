import type { PveVersion } from "../schema/api-schema.ts";

/** One call of the API as a permission rule sees it; values that only a run will tell are `unknown(...)` texts. */
export interface AccessCall {
  /** `METHOD /path/{parameter}` as the schema writes it. */
  readonly endpoint: string;
  /** Values of the path and parameters together. */
  readonly params: Readonly<Record<string, string>>;
  /**
   * Configuration the call meets: that of the guest it changes, or of the one it clones. Where it is left out, the rules assume a
   * disk and a network device in places unknown.
   */
  readonly found?: Readonly<Record<string, string>>;
  /** Objects the answer of a list must show for the caller's work, by the kind of object (`vmid`, `storage`, `pool`, `node`). */
  readonly shows?: Readonly<Record<string, string>>;
  /** Privileges the work needs although the server lets the call in without them. */
  readonly also?: readonly { readonly path: string; readonly privilege: string }[];
}

/** What rules know beside the call. */
export interface RuleContext {
  readonly version: PveVersion;
  /** The SDN zone a bridge or vnet belongs to; bridges of nodes belong to `localnetwork`. */
  readonly zoneOf: (bridge: string) => string;
}

/** A call with its configuration parameters only: what the rules of guests look at. */
export function withoutKeys(
  params: Readonly<Record<string, string>>,
  left: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !left.has(name)));
}
