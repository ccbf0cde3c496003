import { counted, type Finding, type Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";
import { privilegeNews } from "./version-news.ts";

interface ListedRole {
  readonly roleid: string;
  readonly privs?: string;
  readonly special?: number;
}

const TOPIC = "roles";

/** Own roles with privileges this version does not have, or the next one will not. */
export function lookAtRoles({ client, major }: Patient): Promise<Look> {
  return examine(TOPIC, async () => {
    const roles = await client.get<readonly ListedRole[]>("/access/roles");
    const all = new Set(privileges(roles.find(({ roleid }) => roleid === "Administrator")));
    const own = roles.filter(({ special }) => special !== 1);
    const findings = own.flatMap((role) => judge(role, { all, major }));
    return { topic: TOPIC, summary: `${counted(own.length, "role")} of your own`, findings };
  });
}

interface Known {
  /** All privileges of the server. */
  readonly all: ReadonlySet<string>;
  readonly major: number;
}

function judge(role: ListedRole, { all, major }: Known): readonly Finding[] {
  const names = privileges(role);
  const unknown = all.size === 0 ? [] : names.filter((name) => !all.has(name));
  const leaving = names.filter((name) => !unknown.includes(name) && (privilegeNews(name)?.goneIn ?? 0) > major);
  return [
    ...about(unknown, { severity: "problem", what: `role ${role.roleid} has what this version does not` }),
    ...about(leaving, { severity: "warning", what: `role ${role.roleid} has what Proxmox VE ${major + 1} will not` }),
  ];
}

function about(names: readonly string[], told: Pick<Finding, "severity" | "what">): readonly Finding[] {
  if (names.length === 0) return [];
  const todos = new Set(names.map((name) => privilegeNews(name)?.todo ?? "Take it out of the role"));
  return [{ topic: TOPIC, ...told, where: names, todo: [...todos].join("; ") }];
}

function privileges(role: ListedRole | undefined): readonly string[] {
  return (role?.privs ?? "").split(",").filter(Boolean);
}
