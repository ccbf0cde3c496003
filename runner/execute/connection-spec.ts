import { userInfo } from "node:os";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import type { Value } from "../../core/values.ts";
import type { AttemptJob } from "./attempt-job.ts";
import type { BecomeSpec, ConnectionSpec } from "./connections/connect.ts";
import type { Delegation } from "./delegation.ts";
import { KeywordValues } from "./keyword-values.ts";
import type { Settings } from "../load/settings.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** How to reach the host a task acts on: its variables win over keywords, and these over the command line and ansible.cfg. */
export function connectionSpec(job: AttemptJob, to: Delegation | undefined): ConnectionSpec {
  const reader = new SpecReader(job, to);
  const { options, settings } = job.run.state;
  const { settings: keywords } = job.task;
  const host = to?.host ?? job.host;
  const user = reader.text(["ansible_user", "ansible_ssh_user"], keywords.remoteUser);
  const connection =
    reader.text(["ansible_connection"], keywords.connection) ?? options.connection ?? settings.transport;
  return {
    connection: connection.replace(/^ansible\.builtin\./, ""),
    host,
    address: reader.text(["ansible_host", "ansible_ssh_host"], undefined) ?? host,
    port: reader.number(["ansible_port", "ansible_ssh_port"], keywords.port) ?? settings.remotePort,
    user: user ?? options.remoteUser ?? settings.remoteUser,
    password:
      reader.text(["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"], undefined) ??
      options.connectionPassword,
    privateKeyFile:
      reader.text(["ansible_private_key_file", "ansible_ssh_private_key_file"], undefined) ??
      options.privateKeyFile ??
      settings.privateKeyFile,
    privateKey: reader.text(["ansible_private_key", "ansible_ssh_private_key"], undefined),
    passphrase: reader.text(["ansible_private_key_passphrase", "ansible_ssh_private_key_passphrase"], undefined),
    hostKeyChecking:
      reader.flag(["ansible_host_key_checking", "ansible_ssh_host_key_checking"], undefined) ??
      settings.hostKeyChecking,
    timeout:
      reader.number(["ansible_timeout", "ansible_ssh_timeout"], undefined) ??
      options.timeout ??
      settings.connectTimeout,
    become: becomeOf(job, reader, user),
    sshArgs: sshArgsOf(reader, settings),
    vmid: reader.number(["proxmox_vmid"], undefined),
    nodeBecomeMethod: reader.text(["proxmox_become_method"], undefined),
    api: apiOf(reader),
    env: job.run.state.env,
    cwd: job.run.play.playDir,
  };
}

function sshArgsOf(reader: SpecReader, settings: Settings): string {
  const args = [
    reader.text(["ansible_ssh_args"], undefined) ?? settings.sshArgs,
    reader.text(["ansible_ssh_common_args"], undefined) ?? settings.sshCommonArgs,
    reader.text(["ansible_ssh_extra_args"], undefined) ?? settings.sshExtraArgs,
  ];
  return args.filter((text) => text !== undefined && text !== "").join(" ");
}

/** Variables named like the connection options of our modules, with `proxmox_` before them. */
function apiOf(reader: SpecReader): Readonly<Record<string, string>> {
  const pairs = Object.keys(connectionOptions).map(
    (name) => [name, reader.text([`proxmox_${name}`], undefined)] as const,
  );
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

function becomeOf(job: AttemptJob, reader: SpecReader, remoteUser: string | undefined): BecomeSpec | undefined {
  const { options, settings } = job.run.state;
  const { settings: keywords } = job.task;
  const wanted = reader.flag(["ansible_become"], keywords.become) ?? (options.become || settings.become);
  if (!wanted) return undefined;
  const user =
    reader.text(["ansible_become_user"], keywords.becomeUser) ?? options.becomeUser ?? settings.becomeUser ?? "root";
  // Becoming who one is already is nothing to do.
  const self = remoteUser ?? (reader.isLocal ? userInfo().username : undefined);
  if (user === self) return undefined;
  return {
    method:
      reader.text(["ansible_become_method"], keywords.becomeMethod) ?? options.becomeMethod ?? settings.becomeMethod,
    user,
    password: reader.text(["ansible_become_password", "ansible_become_pass"], undefined) ?? options.becomePassword,
    flags: reader.text(["ansible_become_flags"], keywords.becomeFlags),
    exe: reader.text(["ansible_become_exe"], keywords.becomeExe),
  };
}

/** Reads variables of the host acted on, else keywords of the task. */
class SpecReader {
  readonly #own: KeywordValues;
  readonly #keywords: KeywordValues;
  readonly #scope: TaskScope;
  readonly isLocal: boolean;

  constructor(job: AttemptJob, to: Delegation | undefined) {
    this.#scope = to?.scope ?? job.scope;
    this.#own = new KeywordValues(job.run.templar, this.#scope);
    this.#keywords = new KeywordValues(job.run.templar, job.scope);
    const connection =
      this.text(["ansible_connection"], job.task.settings.connection) ?? job.run.state.options.connection;
    this.isLocal = connection === "local";
  }

  text(variables: readonly string[], keyword: Value | undefined): string | undefined {
    for (const name of variables) {
      const value = this.#own.text(name, this.#scope.get(name));
      if (value !== undefined) return value;
    }
    return this.#keywords.text("keyword", keyword);
  }

  number(variables: readonly string[], keyword: Value | undefined): number | undefined {
    for (const name of variables) {
      const value = this.#own.number(name, this.#scope.get(name));
      if (value !== undefined) return value;
    }
    return this.#keywords.number("port", keyword);
  }

  flag(variables: readonly string[], keyword: Value | undefined): boolean | undefined {
    for (const name of variables) {
      const value = this.#own.flag(name, this.#scope.get(name));
      if (value !== undefined) return value;
    }
    return this.#keywords.flag("become", keyword);
  }
}
