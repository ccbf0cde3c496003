import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineRun } from "./both-engines.ts";
import { connectionTo, converge } from "./converge.ts";
import type { Simulator } from "./simulator.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The example of a role's README, which is a whole playbook. */
export function exampleOf(role: string): string {
  const readme = readFileSync(join(ROOT, "roles", role, "README.md"), "utf8");
  return /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
}

/** A play on localhost with one role. Variables are written as JSON, which is YAML too. */
export function playOf(role: string, vars: Readonly<Record<string, unknown>>): string {
  return `- hosts: localhost
  connection: local
  gather_facts: false
  roles:
    - role: ${role}
      vars: ${JSON.stringify(vars)}
`;
}

/** A playbook in a folder of its own, run as root against a simulator. What it is to leave behind goes to `{{ playbook_home }}`. */
export function runOf(simulator: Simulator, playbook: string, args: readonly string[] = []): EngineRun {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-role-"));
  writeFileSync(join(folder, "playbook.yml"), playbook.replaceAll("{{ playbook_dir }}", "{{ playbook_home }}"));
  writeFileSync(join(folder, "vault-password.txt"), "vault-password\n");
  const { hostname, port } = new URL(simulator.url);
  return {
    folder,
    args: ["playbook.yml", "-e", `playbook_home=${folder}`, ...args],
    env: {
      PROXMOX_HOST: hostname,
      PROXMOX_PORT: port,
      PROXMOX_FINGERPRINT: simulator.fingerprint,
      PROXMOX_USER: "root@pam!admin",
      PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111",
      ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
      ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
      ANSIBLE_VAULT_PASSWORD_FILE: "vault-password.txt",
    },
  };
}

/** Asks or tells the server as root. @throws Error when it refuses */
export async function api(
  simulator: Simulator,
  path: string,
  more: { readonly method?: string; readonly params?: Readonly<Record<string, unknown>> } = {},
): Promise<unknown> {
  const { result } = await converge("proxmox_api", { ...connectionTo(simulator, "root"), path, ...more });
  if (result.failed) throw new Error(result.msg);
  return result["data"];
}

/** The configurations of all guests by vmid, to compare before and after. */
export async function configsOf(simulator: Simulator): Promise<ReadonlyMap<number, unknown>> {
  const guests = (await api(simulator, "/cluster/resources", { params: { type: "vm" } })) as readonly {
    readonly vmid: number;
    readonly node: string;
    readonly type: string;
  }[];
  const entries = guests.map(
    async ({ vmid, node, type }) => [vmid, await api(simulator, `/nodes/${node}/${type}/${vmid}/config`)] as const,
  );
  return new Map(await Promise.all(entries));
}
