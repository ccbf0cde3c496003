import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { isDirectory } from "./source-files.ts";

/** How a module file wants its arguments, found by its content as Ansible does; Python and PowerShell can not be run. */
export type ModuleStyle = "binary" | "json-file" | "json-inline" | "key-values" | "python" | "powershell";

/** Extensions that are never modules (documentation, data). */
const NOT_MODULES = new Set([".yml", ".yaml", ".json", ".md", ".txt", ".rst", ".pyc", ".swp", ".bak", ".cfg", ".ini"]);

const PYTHON =
  /from\s+ansible[._]\w*module_utils|import\s+ansible\.module_utils|from ansible_collections|#<<INCLUDE_ANSIBLE_MODULE_COMMON>>/;
const POWERSHELL = /# ?POWERSHELL_COMMON|#Requires -Module|#Requires -Version|#AnsibleRequires -CSharpUtil/i;

/** The file of a module in the first of the directories that has one (any extension but those of data files). */
export function findModuleFile(name: string, directories: readonly string[]): string | undefined {
  for (const directory of directories) {
    if (!isDirectory(directory)) continue;
    const file = readdirSync(directory)
      .toSorted()
      .find((entry) => isModuleNamed(entry, name));
    if (file !== undefined) return join(directory, file);
  }
  return undefined;
}

/** Names of all modules in the directories, for "did you mean". */
export function moduleNames(directories: readonly string[]): readonly string[] {
  return directories
    .filter(isDirectory)
    .flatMap((directory) => readdirSync(directory))
    .filter((entry) => !NOT_MODULES.has(extname(entry)))
    .map((entry) => entry.replace(/\.\w+$/, ""));
}

/** Classifies a module file; the order of the tests is Ansible's. */
export function moduleStyle(path: string): ModuleStyle {
  const bytes = readFileSync(path);
  if (isBinary(bytes.subarray(0, 1024))) return "binary";
  const text = bytes.toString("latin1");
  if (PYTHON.test(text)) return "python";
  if (POWERSHELL.test(text)) return "powershell";
  if (text.includes("<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>")) return "json-inline";
  return text.includes("WANT_JSON") ? "json-file" : "key-values";
}

function isModuleNamed(entry: string, name: string): boolean {
  const extension = extname(entry);
  if (NOT_MODULES.has(extension)) return false;
  return entry === name || entry.slice(0, entry.length - extension.length) === name;
}

/** Ansible's test: anything but text control codes (7-10, 12, 13, 27) below 0x20, or DEL. */
function isBinary(head: Buffer): boolean {
  return head.some(
    (byte) => byte === 0x7f || (byte < 0x20 && !(byte >= 7 && byte <= 10) && ![12, 13, 27].includes(byte)),
  );
}
