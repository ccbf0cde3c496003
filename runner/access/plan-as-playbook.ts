import { type Dict, type Value } from "../../core/values.ts";
import { dumpYaml } from "../../core/yaml/index.ts";
import type { AccessPlan } from "./access-plan.ts";

/** Where the new token's secret goes. */
export interface SecretStore {
  readonly file: string;
  readonly key: string;
}

/** One task of a plan: a module of ours with its arguments. */
export interface PlanTask {
  readonly name: string;
  readonly module: string;
  readonly args: Readonly<Record<string, Value>>;
}

/** The plan as tasks, in the order in which they can be applied. A token with privilege separation needs its user to have the same rights. */
export function planTasks({ owner, roles, playbook }: AccessPlan, store: SecretStore | undefined): readonly PlanTask[] {
  const { userid, tokenid } = owner;
  const full = `${userid}!${tokenid}`;
  const secret = store === undefined ? {} : { vault_file: store.file, vault_key: store.key };
  const isRoot = userid === "root@pam";
  return [
    ...roles.map(({ roleid, privileges }): PlanTask => ({
      name: `Role ${roleid}`,
      module: "proxmox_role",
      args: { roleid, privs: [...privileges] },
    })),
    ...(isRoot ? [] : [{ name: `User ${userid}`, module: "proxmox_user", args: { userid } }]),
    {
      name: `Token ${full}`,
      module: "proxmox_token",
      args: { userid, tokenid, privsep: true, comment: `Runs ${playbook}`, ...secret },
    },
    ...roles.flatMap(({ roleid, entries }) =>
      [true, false].flatMap((propagate): readonly PlanTask[] => {
        const paths = entries.filter((entry) => entry.propagate === propagate).map(({ path }) => path);
        if (paths.length === 0) return [];
        const users: Readonly<Record<string, Value>> = isRoot ? {} : { users: [userid] };
        const args = { paths, roles: [roleid], ...users, tokens: [full], propagate };
        return [{ name: `${roleid} on ${paths.join(", ")}`, module: "proxmox_acl", args }];
      }),
    ),
  ];
}

/** The plan as a playbook. */
export function planAsPlaybook(plan: AccessPlan): string {
  const store = { file: "{{ playbook_dir }}/vault.yml", key: "proxmox_api_token_secret" };
  const tasks = planTasks(plan, store).map(
    ({ name, module, args }): Dict =>
      new Map<Value, Value>([
        ["name", name],
        [`pveplay.proxmox.${module}`, new Map(Object.entries(args))],
      ]),
  );
  const play: Dict = new Map<Value, Value>([
    ["name", `Rights that ${plan.playbook} needs`],
    ["hosts", "localhost"],
    ["connection", "local"],
    ["gather_facts", false],
    ["tasks", tasks],
  ]);
  const head = [
    `# Made by: pveplay access plan ${plan.playbook} (Proxmox VE ${plan.version.split(".")[0]})`,
    "# The secret of the new token goes into the vault file below; the vault's password is that of ANSIBLE_VAULT_PASSWORD_FILE or ansible.cfg.",
  ];
  return `${head.join("\n")}\n${dumpYaml([play], { sortKeys: false, width: 120, flow: false })}`;
}
