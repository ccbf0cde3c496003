import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./settings.ts";

/** Sections and keys of an `ansible.cfg`, and the file they came from. */
export interface ConfigFile {
  readonly path: string | undefined;
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Finds and reads the first of `ANSIBLE_CONFIG`, `./ansible.cfg`, `~/.ansible.cfg`, `/etc/ansible/ansible.cfg`.
 * A current directory that everyone may write to is passed over, as Ansible does.
 */
export function readConfigFile(cwd: string, env: Environment): ConfigFile {
  const named = env["ANSIBLE_CONFIG"];
  const home = env["HOME"] ?? homedir();
  const candidates = [
    named === undefined || named === "" ? undefined : existsAsDirectory(named) ? join(named, "ansible.cfg") : named,
    worldWritable(cwd) ? undefined : join(cwd, "ansible.cfg"),
    join(home, ".ansible.cfg"),
    "/etc/ansible/ansible.cfg",
  ];
  const path = candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
  return { path, sections: path === undefined ? new Map() : parseConfig(readFileSync(path, "utf8")) };
}

/** Python's ConfigParser rules as far as Ansible uses them: `;` starts a comment within a line, indented lines continue. */
export function parseConfig(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/(^|\s);.*$/, "").trimEnd();
    if (bare.trim() === "" || bare.startsWith("#")) continue;
    const header = /^\[(.+)\]$/.exec(bare.trim());
    if (header?.[1] !== undefined) {
      section = sections.get(header[1]) ?? new Map<string, string>();
      sections.set(header[1], section);
      key = undefined;
    } else if (/^\s/.test(bare) && key !== undefined) {
      section.set(key, `${section.get(key) ?? ""}\n${bare.trim()}`.trim());
    } else {
      key = addEntry(section, bare);
    }
  }
  return sections;
}

function addEntry(section: Map<string, string>, line: string): string {
  const at = line.search(/[=:]/);
  const key = (at < 0 ? line : line.slice(0, at)).trim().toLowerCase();
  section.set(key, at < 0 ? "" : line.slice(at + 1).trim());
  return key;
}

function existsAsDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function worldWritable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & 0o002) !== 0;
}
