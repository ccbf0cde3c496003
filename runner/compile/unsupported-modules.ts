/** Modules people use that the runner does not speak, and what to use in their place. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  proxmox_kvm: "Use proxmox_vm",
  proxmox: "Use proxmox_container",
  proxmox_snap: "Use proxmox_snapshot",
  proxmox_access_acl: "Use proxmox_acl",
  proxmox_disk: "Use proxmox_vm with the disk's option, or proxmox_image",
  proxmox_nic: "Use proxmox_vm with its net0 to net31 options",
  proxmox_template: "Use proxmox_image",
  proxmox_vm_info: "Use proxmox_info",
  apt: "Use command: apt-get -y install NAME",
  apt_key: "Use get_url to a file in /etc/apt/keyrings",
  apt_repository: "Use copy to a file in /etc/apt/sources.list.d",
  deb822_repository: "Use copy to a file in /etc/apt/sources.list.d",
  package: "Use command with the system's package tool",
  dnf: "Use command: dnf -y install NAME",
  yum: "Use command: dnf -y install NAME",
  pip: "Use command: pip install NAME",
  cron: "Use copy to a file in /etc/cron.d",
  user: "Use command: useradd NAME",
  group: "Use command: groupadd NAME",
  git: "Use command: git clone URL",
  hostname: "Use command: hostnamectl set-hostname NAME",
  iptables: "Use command: iptables",
  sysctl: "Use copy to a file in /etc/sysctl.d and command: sysctl --system",
  mount: "Use lineinfile on /etc/fstab and command: mount",
  authorized_key: "Use lineinfile on ~/.ssh/authorized_keys",
  docker_container: "Use command: docker run",
  docker_compose_v2: "Use command: docker compose up -d",
  reboot: "Use command: systemctl reboot, then wait_for_connection",
  unarchive: "Use command: tar -xf FILE -C DIRECTORY",
  expect: "Use command with stdin",
  known_hosts: "Use lineinfile on ~/.ssh/known_hosts",
  package_facts: "Use command: dpkg-query -W",
  service_facts: "Use command: systemctl list-units --type service",
  include: "Use include_tasks or import_tasks",
};

const COLLECTION_MODULE = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_.]*$/i;

/** What to do instead of a module that exists for Ansible but not for the runner; undefined for a name nobody knows. */
export function advice(name: string): string | undefined {
  const short = name.split(".").at(-1) ?? name;
  const replacement = Object.hasOwn(REPLACEMENTS, short) ? REPLACEMENTS[short] : undefined;
  if (replacement !== undefined) return `${replacement}, or run this playbook with ansible-playbook`;
  if (!COLLECTION_MODULE.test(name) || name.startsWith("ansible.builtin.")) return undefined;
  return "Install the collection if its modules are executables; Python modules need ansible-playbook";
}
