import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sshd } from "./sshd.ts";

const CASES = join(dirname(fileURLToPath(import.meta.url)), "../differential/cases");

/** A copy of a differential case whose localhost is reached over ssh. @returns its folder */
export function caseOverSsh(name: string, { port, user, keyFile, knownHosts }: Sshd): string {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-far-"));
  cpSync(join(CASES, name), folder, { recursive: true });
  const ssh = `ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile} ansible_ssh_common_args='-o UserKnownHostsFile=${knownHosts}'`;
  writeFileSync(join(folder, "inventory.ini"), `localhost ${ssh}\n`);
  return folder;
}
