import type { Command } from "commander";

/** Examples of commands whose own files have none, by their place below the program. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  run: ["run site.yml", "run site.yml --check --diff", "run -i hosts.yml site.yml --limit web --tags deploy"],
  module: ["module ping all -i hosts.yml", "module proxmox_info -a gather=nodes"],
  demo: ["demo", "demo --check --diff"],
  inventory: ["inventory -i hosts.yml --list", "inventory -i hosts.yml --graph web", "inventory --proxmox --list"],
  "inventory generate": [
    "inventory generate --proxmox --output hosts.yml",
    "inventory generate -i lab.proxmox.yml --format ini",
  ],
  vault: ["vault create secrets.yml", "vault get secrets.yml db.password", "vault rekey group_vars/*/vault.yml"],
  "vault create": ["vault create secrets.yml", "vault create secrets.yml --vault-id prod@prompt"],
  "vault edit": ["vault edit secrets.yml", "vault edit secrets.yml --vault-password-file ~/.vault-pass"],
  "vault view": ["vault view secrets.yml"],
  "vault encrypt": ["vault encrypt secrets.yml", "vault encrypt < plain.txt > encrypted.txt"],
  "vault decrypt": ["vault decrypt secrets.yml --output -"],
  "vault encrypt_string": [
    "vault encrypt_string --stdin-name db_password < password.txt",
    "vault encrypt_string --prompt",
  ],
  "vault rekey": ["vault rekey secrets.yml --new-vault-password-file ~/.new-pass"],
  "vault get": ["vault get secrets.yml db.password"],
  "vault set": ["vault set secrets.yml db.password", "vault set secrets.yml db.password < password.txt"],
  "access plan": ["access plan site.yml"],
  "access check": ["access check", "access check --for site.yml"],
  "access fix": ["access fix site.yml --check", "access fix site.yml"],
  "access explain": ["access explain 'Permission check failed (/vms/100, VM.Audit)' --user deploy@pve!play"],
  "task list": ["task list --running", "task list --node pve1 --errors --limit 5"],
  "task status": ["task status UPID"],
  "task log": ["task log UPID --follow"],
  "task wait": ["task wait UPID UPID --timeout 600"],
};

/** Adds the examples of a command, and of all below it, to their help. */
export function addExamples(command: Command, path = command.name()): void {
  const lines = EXAMPLES[path];
  if (lines) command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  pveplay ${line}`).join("\n")}`);
  for (const below of command.commands) addExamples(below, `${path} ${below.name()}`);
}
