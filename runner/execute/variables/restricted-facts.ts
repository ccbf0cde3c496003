/** Variables that decide how a host is reached; facts must not redirect a run. */
const CONNECTION: ReadonlySet<string> = new Set([
  "ansible_connection",
  "ansible_facts",
  "ansible_host",
  "ansible_module_compression",
  "ansible_password",
  "ansible_pipelining",
  "ansible_playbook_python",
  "ansible_port",
  "ansible_private_key_file",
  "ansible_rsync_path",
  "ansible_shell_executable",
  "ansible_shell_type",
  "ansible_timeout",
  "ansible_user",
]);

const PREFIXES = /^ansible_(?:become_|ssh_|local_|paramiko_|psrp_|winrm_|docker_|lxc_|network_cli_)/;

/** Whether a fact of this name stays inside `ansible_facts`, as Ansible keeps it there. */
export function isRestrictedFact(name: string): boolean {
  if (!name.startsWith("ansible_") || name.startsWith("ansible_ssh_host_key_")) return name.startsWith("_ansible_");
  return CONNECTION.has(name) || PREFIXES.test(name) || name === "ansible_become" || name.endsWith("_interpreter");
}
