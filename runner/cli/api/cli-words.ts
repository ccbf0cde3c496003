import { HintedError } from "../../../core/errors.ts";

/** What stands on a command line for an option of a module. */
const FLAGS: Readonly<Record<string, string>> = {
  api_host: "--host",
  api_port: "--port",
  api_user: "--user",
  api_token_id: "--token-id",
  api_token_secret: "PROXMOX_TOKEN_SECRET",
  api_password: "PROXMOX_PASSWORD",
  api_timeout: "PROXMOX_API_TIMEOUT",
  fingerprint: "--fingerprint",
  ca_path: "--ca-path",
  timeout: "--timeout",
  shutdown_timeout: "--timeout",
  force: "--force",
  snapname: "--name",
  safety_snapshot: "--safety-snapshot",
  vmstate: "--memory",
  freeze: "--freeze",
  vmid_range: "--vmid-range",
  node: "--node",
  storage: "--storage",
  pool: "--pool",
  full: "--full",
  clone: "the source",
  name: "the name",
  vmid: "the id",
  vmids: "the ids",
};

/** The command that brings a guest to a state. */
const COMMANDS: Readonly<Record<string, string>> = {
  started: "start",
  stopped: "shutdown",
  restarted: "reboot",
  paused: "suspend",
  resumed: "resume",
  absent: "destroy",
};

/** An option in the words of a module, `'timeout'` or `'force: true'`; what is only called so is none. */
const OPTION = /(?<!\b(?:named|called|guest|VM|container|clone|template|snapshot) )'([a-z_]+)(?:: ([a-z]+))?'/gi;

/** Who runs a module, and with which arguments. */
export interface ModuleCall {
  /** Name of the module, or nothing when the words are not a module's. */
  readonly module?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The words of a module or of the API client as a person at a command line can follow them: flags and commands in place of options and tasks. */
export function cliWords(text: string, { module = "", args = {} }: ModuleCall = {}): string {
  const guests = { proxmox_vm: "vm", proxmox_container: "ct" }[module] ?? "vm (or ct)";
  const told = text
    .replaceAll(/pvesh get \/nodes\/[^/\s]+\/tasks\/(UPID:\S+)\/(log|status)/g, "pveplay task $2 $1")
    .replaceAll(
      /Set 'protection: false' first, in a task of its own/g,
      "Take its protection off first, in the web interface or by 'protection: false' in a playbook",
    )
    .replaceAll(/,? for example with proxmox_(?:vm|container) and (?='state: )/g, ", with ")
    .replaceAll(OPTION, (whole: string, name: string, value: string | undefined) => {
      const command = name === "state" && value !== undefined ? COMMANDS[value] : undefined;
      if (command !== undefined) return `pveplay ${guests} ${command}`;
      if (name === "vmid" && "vmid_range" in args) return "--vmid";
      return FLAGS[name] ?? whole;
    });
  // Only a command that has the flag can be told to use it.
  return module !== "" && !("force" in args) ? told.replaceAll(/,? or add --force[^,;.:]*/g, "") : told;
}

/** An error in {@link cliWords}; what is none of ours stays as it is. */
export function inCliWords(error: unknown): unknown {
  if (!(error instanceof HintedError)) return error;
  const { code, message, hint, origin, details } = error;
  return new HintedError(code, cliWords(message), { hint: cliWords(hint), origin, details, cause: error });
}
