/** A program that prints what a Python is, one fact a line. */
const pythonFacts =
  "import sys; print(sys.executable); print(sys.implementation.name); print(*sys.version_info); import ssl; print(ssl.SSLContext.__name__)";

/** Prints what a POSIX system says of itself in sections, each begun by a line `=NAME`. Every step may fail by itself. Wants `limit`, the seconds a step that may hang gets. */
export const factScript = String.raw`
section() { printf '=%s\n' "$1"; }
section uname; uname -s; uname -n; uname -r; uname -v; uname -m
section release; cat /etc/os-release 2>/dev/null
section debian; cat /etc/debian_version 2>/dev/null
section fqdn; hostname -f 2>/dev/null
section user; id -un; id -u; id -g; echo "$HOME"; echo "$SHELL"; getent passwd "$(id -u)" 2>/dev/null
section date; date '+%Y|%m|%d|%H|%M|%S|%s|%A|%Z|%z|%u|%V|%N'; date -u '+%Y-%m-%dT%H:%M:%S'
section memory; cat /proc/meminfo 2>/dev/null
section cpu; cat /proc/cpuinfo 2>/dev/null
section uptime; cat /proc/uptime 2>/dev/null
section addresses; ip -o addr show 2>/dev/null
section links; ip -o link show 2>/dev/null
section route4; ip -4 route get 1.1.1.1 2>/dev/null
section route6; ip -6 route get 2606:4700:4700::1111 2>/dev/null
section init; cat /proc/1/comm 2>/dev/null
section virtual; systemd-detect-virt 2>/dev/null; [ -f /.dockerenv ] && echo docker
section product; cat /sys/class/dmi/id/product_name /sys/class/dmi/id/sys_vendor 2>/dev/null
section machine; cat /etc/machine-id 2>/dev/null
section mounts; if command -v timeout >/dev/null 2>&1; then timeout "$limit" df -P -k 2>/dev/null; else df -P -k 2>/dev/null; fi
section mtab; cat /proc/mounts 2>/dev/null
section package; for tool in apt-get dnf yum apk pacman zypper; do command -v $tool >/dev/null 2>&1 && echo $tool; done
section dns; cat /etc/resolv.conf 2>/dev/null
section cmdline; cat /proc/cmdline 2>/dev/null
section python; for tool in python3 python; do command -v $tool >/dev/null 2>&1 && $tool -c '${pythonFacts}' 2>/dev/null && break; done
section env; env
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
  return sections;
}
