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
  dnf5: "Use dnf",
  pacman: "Use command: pacman -S --noconfirm NAME",
  dpkg_selections: "Use command: apt-mark hold NAME",
  subversion: "Use command: svn checkout URL",
  debconf: "Use shell: echo 'PACKAGE QUESTION TYPE VALUE' | debconf-set-selections",
  docker_container: "Use command: docker run",
  docker_compose_v2: "Use command: docker compose up -d",
  docker_container_info: "Use command: docker container inspect NAME",
  docker_network: "Use command: docker network create NAME",
  docker_image: "Use command: docker pull NAME",
  docker_volume: "Use command: docker volume create NAME",
  docker_login: "Use command: docker login --password-stdin, with stdin",
  synchronize: "Use copy, or command: rsync",
  locale_gen: "Use lineinfile on /etc/locale.gen, and command: locale-gen",
  alternatives: "Use command: update-alternatives --set NAME PATH",
  htpasswd: "Use command: htpasswd -i FILE NAME, with stdin",
  pam_limits: "Use lineinfile on /etc/security/limits.conf",
  sudoers: "Use copy to /etc/sudoers.d with validate: visudo -cf %s",
  firewalld: "Use command: firewall-cmd",
  snap: "Use command: snap install NAME",
  npm: "Use command: npm install",
  filesystem: "Use command: mkfs",
  lvol: "Use command: lvcreate",
  lvg: "Use command: vgcreate",
  vault_kv2_get: "Use uri on the address of the secret",
  expect: "Use command with stdin",
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
