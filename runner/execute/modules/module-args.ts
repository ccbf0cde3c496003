import type { ActionCall } from "../actions/action.ts";

/** The arguments Ansible itself adds to a module's own. */
export function internalArgs(name: string, call: ActionCall): Readonly<Record<string, unknown>> {
  return {
    _ansible_check_mode: call.checkMode,
    _ansible_no_log: call.noLog,
    _ansible_debug: false,
    _ansible_diff: call.diff,
    _ansible_verbosity: call.run.state.options.verbosity,
    _ansible_version: "2.19.14",
    _ansible_module_name: name,
    _ansible_syslog_facility: "LOG_USER",
    _ansible_selinux_special_fs: ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"],
    _ansible_string_conversion_action: "warn",
    _ansible_socket: null,
    _ansible_shell_executable: "/bin/sh",
    _ansible_keep_remote_files: false,
    _ansible_tmpdir: null,
    _ansible_remote_tmp: "~/.ansible/tmp",
    _ansible_ignore_unknown_opts: false,
    _ansible_target_log_info: null,
  };
}

/** Arguments as the `k=v` text that modules without JSON read. */
export function keyValueText(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args)
    .map(([key, value]) => `${key}=${quoted(plain(value))}`)
    .join(" ");
}

function plain(value: unknown): string {
  if (value === true) return "True";
  if (value === false) return "False";
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** As Python's shlex.quote. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
