import type { Handlers } from "../services.ts";

const names = (key: string, text: string) => () => text.split(" ").map((name) => ({ [key]: name }));

/** Directory-like answers: what lies below a path (source: a 9.2 server). */
export const indexHandlers: Handlers = {
  "GET /": names("subdir", "version cluster nodes storage access pools"),
  "GET /access": names("subdir", "users groups roles acl domains openid tfa ticket password"),
  "GET /cluster": names(
    "name",
    "acme backup backup-info bulk-action ceph config firewall ha jobs log mapping metrics nextid notifications options qemu replication resources sdn status tasks",
  ),
  "GET /cluster/ha": names("id", "groups resources rules status"),
  "GET /cluster/ha/status": names("name", "current manager_status"),
  "GET /cluster/sdn": names("id", "controllers dns fabrics ipams vnets zones"),
  "GET /cluster/config": names("name", "nodes totem join qdevice apiversion"),
  "GET /cluster/config/nodes": () => [],
  "GET /nodes/{node}": names(
    "name",
    "aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services spiceshell startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan",
  ),
  "GET /nodes/{node}/qemu/{vmid}": names(
    "subdir",
    "config cloudinit pending status unlink vncproxy termproxy migrate resize move rrd rrddata monitor agent snapshot spiceproxy sendkey firewall mtunnel remote_migrate",
  ),
  "GET /nodes/{node}/qemu/{vmid}/status": names("subdir", "current start stop reset shutdown suspend reboot"),
  "GET /nodes/{node}/qemu/{vmid}/agent": names(
    "name",
    "exec exec-status file-read file-write fsfreeze-freeze fsfreeze-status fsfreeze-thaw fstrim get-fsinfo get-host-name get-memory-block-info get-memory-blocks get-osinfo get-time get-timezone get-users get-vcpus info network-get-interfaces ping set-user-password shutdown suspend-disk suspend-hybrid suspend-ram",
  ),
  "GET /nodes/{node}/lxc/{vmid}": names(
    "subdir",
    "config pending status vncproxy termproxy vncwebsocket spiceproxy migrate clone rrd rrddata firewall snapshot resize interfaces",
  ),
  "GET /nodes/{node}/lxc/{vmid}/status": names("subdir", "current start stop shutdown reboot migrate"),
};
