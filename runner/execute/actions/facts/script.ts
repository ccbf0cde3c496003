/** Facts by their full names. */
export type Facts = Record<string, unknown>;

/**
 * Tells what a Python is, one fact a line, without the site packages and without loading all of `ssl`: both take longer
 * than all else here together.
 */
const pythonFacts =
  "import sys; print(sys.executable); print(sys.implementation.name); print(*sys.version_info); import _ssl; print(_ssl.__name__)";

/** Sections that are files. One grep reads them all: a process for each would take most of the time. */
const FILES: Readonly<Record<string, string>> = {
  release: "/etc/os-release",
  debian: "/etc/debian_version",
  lsbfile: "/etc/lsb-release",
  machine: "/etc/machine-id",
  dns: "/etc/resolv.conf",
  init: "/proc/1/comm",
  cmdline: "/proc/cmdline",
  cpu: "/proc/cpuinfo",
  loadavg: "/proc/loadavg",
  memory: "/proc/meminfo",
  mtab: "/proc/mounts",
  uptime: "/proc/uptime",
  fips: "/proc/sys/crypto/fips_enabled",
};

/** Sections that are folders: their files' names and lines, as `name=line`. */
const FOLDERS: Readonly<Record<string, string>> = {
  hostkeys: "/etc/ssh/ssh_host_*_key.pub",
  product: "/sys/class/dmi/id/*",
};

/** Prints what a POSIX system says of itself in sections, each begun by a line `=NAME`. Every step may fail by itself. Wants `limit`, the seconds a step that may hang gets. */
export const factScript = String.raw`
section() { printf '=%s\n' "$1"; }
section uname; uname -s -n -r -m; uname -v
section fqdn; hostname -f 2>/dev/null
section user; who=$(id); echo "$who"; echo "$HOME"; echo "$SHELL"; uid=${"$"}{who#uid=}; getent passwd "${"$"}{uid%%[!0-9]*}" 2>/dev/null
section date; date '+%Y|%m|%d|%H|%M|%S|%s|%A|%Z|%z|%u|%V|%N'
section package; for tool in apt-get dnf yum apk pacman zypper; do command -v $tool >/dev/null 2>&1 && echo $tool; done
section lsb; command -v lsb_release >/dev/null 2>&1 && lsb_release -a 2>/dev/null
section apparmor; [ -d /sys/kernel/security/apparmor ] && echo yes
section selinux; if [ -e /sys/fs/selinux/enforce ]; then cat /sys/fs/selinux/enforce; echo; cat /sys/fs/selinux/policyvers; echo; for name in SELINUX SELINUXTYPE; do sed -n "s/^$name=//p" /etc/selinux/config; done; fi 2>/dev/null
section chroot; { [ -e /proc/1/root/. ] && ! [ / -ef /proc/1/root/. ] && echo yes; } 2>/dev/null
section python; for tool in /usr/bin/python3 python3 python; do command -v $tool >/dev/null 2>&1 && $tool -I -S -c '${pythonFacts}' 2>/dev/null && break; done
section addresses; ip -o addr show 2>/dev/null
section links; ip -o link show 2>/dev/null
section route4; ip -4 route get 1.1.1.1 2>/dev/null
section route6; ip -6 route get 2606:4700:4700::1111 2>/dev/null
section devices; for path in /sys/class/net/*; do
  if [ -d "$path/brif" ]; then kind=bridge; set -- "$path"/brif/*; elif [ -d "$path/bonding" ]; then kind=bonding; set -- "$path"/lower_*; else continue; fi
  printf '%s %s' "$kind" "${"$"}{path##*/}"; for member; do [ -e "$member" ] && { name=${"$"}{member##*/}; printf ' %s' "${"$"}{name#lower_}"; }; done; echo; done
section virtual; systemd-detect-virt 2>/dev/null; [ -f /.dockerenv ] && echo docker
section hypervisor; if [ -d /sys/module/kvm ] || [ -e /dev/kvm ]; then echo kvm; fi
section mounts; if command -v timeout >/dev/null 2>&1; then timeout "$limit" df -P -k 2>/dev/null; else df -P -k 2>/dev/null; fi
section env; env
section files; LC_ALL=C grep '' ${[...Object.values(FILES), ...Object.values(FOLDERS)].join(" ")} /dev/null 2>/dev/null
`;

/** The sections of the script's output: their lines by name. */
export type Sections = ReadonlyMap<string, readonly string[]>;

/** Takes the output of {@link factScript} apart; a section whose command said nothing is empty. */
export function splitSections(output: string): Sections {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of output.split("\n")) {
    const name = /^=([a-z0-9]+)$/.exec(line)?.[1];
    if (name === undefined) lines.push(line);
    else sections.set(name, (lines = []));
  }
  for (const found of sections.values()) if (found.at(-1) === "") found.pop();
  for (const line of sections.get("files") ?? []) {
    const [, path = "", text = ""] = /^([^:]*):(.*)$/.exec(line) ?? [];
    const [name, content] = fileSection(path, text);
    const known = sections.get(name);
    if (known) known.push(content);
    else sections.set(name, [content]);
  }
  return sections;
}

const NAMES = new Map(Object.entries(FILES).map(([name, path]) => [path, name]));

/** The section that a line of a file belongs to, and how it stands there. */
function fileSection(path: string, text: string): readonly [section: string, line: string] {
  const name = NAMES.get(path);
  if (name !== undefined) return [name, text];
  const [, algorithm] = /ssh_host_(.*)_key\.pub$/.exec(path) ?? [];
  if (algorithm !== undefined) return ["hostkeys", `${algorithm} ${text}`];
  return ["product", `${path.slice(path.lastIndexOf("/") + 1)}=${text}`];
}
