import type { AccessPlan } from "./access-plan.ts";

/** The plan as commands for a root shell of a node. */
export function planAsCommands({ owner, roles }: AccessPlan): readonly string[] {
  const { userid, tokenid } = owner;
  const isRoot = userid === "root@pam";
  const entries = roles.flatMap(({ roleid, entries: places }) =>
    places.flatMap(({ path, propagate }) => {
      const rest = `--roles ${quoted(roleid)} --propagate ${propagate ? 1 : 0}`;
      const user = isRoot ? [] : [`pveum acl modify ${quoted(path)} --users ${quoted(userid)} ${rest}`];
      return [...user, `pveum acl modify ${quoted(path)} --tokens ${quoted(`${userid}!${tokenid}`)} ${rest}`];
    }),
  );
  return [
    ...roles.map(
      ({ roleid, privileges }) => `pveum role add ${quoted(roleid)} --privs ${quoted(privileges.join(","))}`,
    ),
    ...(isRoot ? [] : [`pveum user add ${quoted(userid)}`]),
    `pveum user token add ${quoted(userid)} ${quoted(tokenid)} --privsep 1`,
    ...entries,
  ];
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
