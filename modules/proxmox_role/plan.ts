import { HintedError } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import type { RoleArgs } from "./options.ts";
import { presets, replacements } from "./presets.ts";

/** What a task finds. */
export interface Current {
  /** The role's privileges, or undefined when there is no such role. */
  readonly privs: readonly string[] | undefined;
  /** All privileges the server's version knows. */
  readonly known: readonly string[];
}

/** One change of a role. */
export type Change =
  | { readonly kind: "create"; readonly privs: readonly string[] }
  | { readonly kind: "update"; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: "remove"; readonly before: readonly string[] };

/** Pure: what must change for the role to become what the task asks. @throws HintedError OPTION_INVALID for a privilege the server lacks */
export function plan({ privs, known }: Current, args: RoleArgs): readonly Change[] {
  if (args.state === "absent") return privs ? [{ kind: "remove", before: privs }] : [];
  const asked = askedPrivileges(args);
  const unknown = (asked ?? []).find((priv) => !known.includes(priv));
  if (unknown !== undefined) throw unknownPrivilege(unknown, known);
  if (!privs) return [{ kind: "create", privs: asked ?? [] }];
  if (asked === undefined) return [];
  const after = [...new Set(args.append ? [...privs, ...asked] : asked)].toSorted();
  const before = privs.toSorted();
  return after.join() === before.join() ? [] : [{ kind: "update", before, after }];
}

function askedPrivileges({ privs, preset }: RoleArgs): readonly string[] | undefined {
  if (privs === undefined && preset === undefined) return undefined;
  return [...new Set([...(privs ?? []), ...(preset === undefined ? [] : presets[preset])])].toSorted();
}

function unknownPrivilege(priv: string, known: readonly string[]): HintedError {
  const replacement = replacements[priv];
  const hint =
    replacement === undefined
      ? didYouMean(priv, known, `It knows ${known.join(", ")}`)
      : `On this version use ${replacement}`;
  return new HintedError("OPTION_INVALID", `The server's version has no privilege '${priv}'`, { hint });
}
