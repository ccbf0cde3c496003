import type { GroupArgs } from "./options.ts";

/** A group as the API shows it. */
export interface Group {
  readonly comment?: string;
  readonly members: readonly string[];
}

/** One change of a group. */
export type Change =
  | { readonly kind: "create"; readonly comment: string | undefined }
  | { readonly kind: "comment"; readonly before: string; readonly after: string }
  | { readonly kind: "remove"; readonly members: readonly string[] };

/** Pure: what must change for the group to become what the task asks. */
export function plan(current: Group | undefined, args: GroupArgs): readonly Change[] {
  if (args.state === "absent") return current ? [{ kind: "remove", members: current.members }] : [];
  if (!current) return [{ kind: "create", comment: args.comment }];
  const before = current.comment ?? "";
  return args.comment === undefined || args.comment === before
    ? []
    : [{ kind: "comment", before, after: args.comment }];
}
