import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HintedError } from "./errors.ts";
import { type IniSections, parseIni } from "./ini.ts";
import { expandPath, type PathContext } from "./paths.ts";

/** Where a setting is looked up: environment variables first (in order), then `[section] key` of ansible.cfg. */
export interface Setting {
  readonly env?: readonly string[];
  readonly ini?: readonly [section: string, key: string];
}

interface Found {
  readonly value: string;
  /** What a relative path in the value is relative to. */
  readonly base: string;
}

/** The user's Ansible settings, from the environment and from `ansible.cfg`. */
export class AnsibleConfig {
  /** The `ansible.cfg` in use, absolute; undefined when there is none. */
  readonly file: string | undefined;
  readonly #sections: IniSections;
  readonly #context: PathContext;

  constructor(context: PathContext, file: string | undefined, sections: IniSections) {
    this.#context = context;
    this.file = file;
    this.#sections = sections;
  }

  /** The text of a setting, undefined when it is set nowhere. */
  text(setting: Setting): string | undefined {
    return this.#find(setting)?.value;
  }

  /** A yes/no setting: `yes`, `on`, `1`, `true`, `t`, `y` are true in any case, all else is false. */
  flag(setting: Setting): boolean | undefined {
    const text = this.text(setting);
    return text === undefined ? undefined : /^(?:y|yes|on|1|true|t)$/i.test(text.trim());
  }

  /** A comma-separated setting without its blanks and empty items; undefined when it is set nowhere. */
  list(setting: Setting): string[] | undefined {
    const text = this.text(setting);
    return text === undefined ? undefined : splitList(text, ",");
  }

  /** An absolute path; a relative one in ansible.cfg counts from that file, one in the environment from the working directory. */
  path(setting: Setting): string | undefined {
    const found = this.#find(setting);
    return found && expandPath(found.value, { ...this.#context, cwd: found.base });
  }

  /** Absolute paths between separators, relative ones resolved as `path` does. */
  paths(setting: Setting, separator = ":"): string[] | undefined {
    const found = this.#find(setting);
    if (!found) return undefined;
    return splitList(found.value, separator).map((path) => expandPath(path, { ...this.#context, cwd: found.base }));
  }

  #find({ env = [], ini }: Setting): Found | undefined {
    for (const name of env) {
      const value = this.#context.env[name];
      if (value !== undefined) return { value, base: this.#context.cwd };
    }
    const value = ini && this.#sections.get(ini[0])?.get(ini[1]);
    if (value === undefined) return undefined;
    return { value: unquote(value), base: this.file ? dirname(this.file) : this.#context.cwd };
  }
}

/**
 * Finds and reads `ansible.cfg` as Ansible does: ANSIBLE_CONFIG, then the working directory (unless everybody may write
 * to it), the home directory, `/etc/ansible`. @throws HintedError FILE_UNREADABLE
 */
export function loadAnsibleConfig(context: PathContext, warn: (message: string) => void): AnsibleConfig {
  const file = candidates(context, warn).find(isReadable);
  if (file === undefined) return new AnsibleConfig(context, undefined, new Map());
  try {
    return new AnsibleConfig(context, file, parseIni(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `Can not read ${file}`, {
      hint: "Check that it is a readable file",
      cause,
    });
  }
}

function candidates(context: PathContext, warn: (message: string) => void): string[] {
  const paths: string[] = [];
  const named = context.env["ANSIBLE_CONFIG"];
  if (named !== undefined) {
    const path = expandPath(named, context);
    paths.push(existsSync(path) && statSync(path).isDirectory() ? join(path, "ansible.cfg") : path);
  }
  const local = join(context.cwd, "ansible.cfg");
  if (!isWorldWritable(context.cwd)) paths.push(local);
  else if (existsSync(local) && !paths.some(isReadable)) {
    warn(`Ignoring ${local}, because everybody may write to its directory; name it in ANSIBLE_CONFIG to use it`);
  }
  return [...paths, expandPath("~/.ansible.cfg", context), "/etc/ansible/ansible.cfg"];
}

function isWorldWritable(directory: string): boolean {
  return existsSync(directory) && (statSync(directory).mode & 0o002) !== 0;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function splitList(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}
