import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { expandPath } from "../../core/paths.ts";
import type { RunOptions } from "../execute/options.ts";
import type { Settings } from "../load/settings.ts";
import { OUTPUTS } from "../report/make-reporter.ts";
import type { CommandContext } from "./command-context.ts";
import { addVaultOptions, collect, type VaultOptions } from "./vault-options.ts";

/** The options of `pveplay run` as given; names and meanings are ansible-playbook's. */
export interface RunFlags extends VaultOptions {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly extraVars?: readonly string[];
  readonly forks?: number;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly verbose: number;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly syntaxCheck?: boolean;
  readonly startAtTask?: string;
  readonly step?: boolean;
  readonly flushCache?: boolean;
  readonly forceHandlers?: boolean;
  readonly connection?: string;
  readonly user?: string;
  readonly privateKey?: string;
  readonly timeout?: number;
  readonly askPass?: boolean;
  readonly connectionPasswordFile?: string;
  readonly become?: boolean;
  readonly becomeMethod?: string;
  readonly becomeUser?: string;
  readonly askBecomePass?: boolean;
  readonly becomePasswordFile?: string;
  readonly output?: string;
}

/** Adds the options of every command that works on hosts: which ones, how to reach them, with what variables. */
export function addHostOptions(command: Command): Command {
  command
    .option("-i, --inventory <source>", "inventory file, folder, script or comma-separated hosts", collect)
    .option("-l, --limit <pattern>", "only hosts that match too")
    .option("-e, --extra-vars <vars>", "set variables: key=value, YAML or JSON, or @FILE", collect)
    .option("-f, --forks <number>", "hosts to work on at a time", wholeNumber)
    .option("-C, --check", "change nothing, report what would change")
    .option("-D, --diff", "show what changes in files and settings")
    .option("-v, --verbose", "say more; -vvv says most", (_value, before: number) => before + 1, 0);
  addConnectionOptions(command);
  return addVaultOptions(command);
}

/** Adds the options of a run of playbooks. */
export function addRunOptions(command: Command): Command {
  return addHostOptions(command)
    .option("-t, --tags <tags>", "only tasks with these tags", collect)
    .option("--skip-tags <tags>", "leave out tasks with these tags", collect)
    .option("--list-hosts", "print the hosts of each play, run nothing")
    .option("--list-tasks", "print the tasks of each play, run nothing")
    .option("--list-tags", "print the tags of each play, run nothing")
    .option("--start-at-task <name>", "begin with the task of this name")
    .option("--step", "ask before each task")
    .option("--flush-cache", "forget the facts that fact_caching kept from earlier runs")
    .option("--force-handlers", "run handlers even on hosts that failed")
    .addOption(new Option("--output <form>", "how to report").choices([...OUTPUTS]));
}

function addConnectionOptions(command: Command): void {
  command
    .option("-c, --connection <kind>", "how to reach hosts: local, ssh, agent or pct")
    .option("-u, --user <name>", "connect as this user")
    .option("--private-key, --key-file <file>", "key to connect with")
    .option("-T, --timeout <seconds>", "how long connecting may take", wholeNumber)
    .option("-k, --ask-pass", "ask for the password to connect with")
    .option("--connection-password-file, --conn-pass-file <file>", "file with that password")
    .option("-b, --become", "act as another user")
    .option("--become-method <method>", "how to become that user: sudo, su, runuser or doas")
    .option("--become-user <name>", "whom to become (default: root)")
    .option("-K, --ask-become-pass", "ask for the password to become that user")
    .option("--become-password-file, --become-pass-file <file>", "file with that password");
}

interface Surroundings {
  readonly context: CommandContext;
  readonly settings: Settings;
  readonly sources: readonly string[];
}

/** What the options and settings come to; asks for passwords. */
export async function runOptionsOf(flags: RunFlags, { context, settings, sources }: Surroundings): Promise<RunOptions> {
  const ask = (question: string, wanted: boolean): (() => Promise<string>) | undefined =>
    wanted ? () => context.ask(question) : undefined;
  const file = (path: string | undefined): string | undefined => path && expandPath(path, context);
  const connectionPassword = await password(
    file(flags.connectionPasswordFile),
    ask("SSH password: ", flags.askPass ?? settings.askPass),
  );
  const question =
    connectionPassword === undefined ? "BECOME password: " : "BECOME password[defaults to SSH password]: ";
  const becomePassword = await password(
    file(flags.becomePasswordFile),
    ask(question, flags.askBecomePass ?? settings.becomeAskPass),
  );
  // All tags are listed, those of tasks that never run unasked as well, unless some are asked for.
  const isListing = (flags.listTags ?? false) && flags.skipTags === undefined && settings.runTags.length === 0;
  return {
    check: flags.check ?? false,
    diff: flags.diff ?? settings.alwaysDiff,
    forks: Math.max(1, flags.forks ?? settings.forks),
    limit: flags.limit,
    tags: splitTags(flags.tags ?? (isListing ? ["all", "never"] : settings.runTags)),
    skipTags: splitTags(flags.skipTags ?? settings.skipTags),
    startAtTask: flags.startAtTask,
    step: flags.step ?? false,
    verbosity: flags.verbose,
    forceHandlers: flags.forceHandlers ?? false,
    inventorySources: sources,
    connection: flags.connection,
    remoteUser: flags.user,
    privateKeyFile: flags.privateKey === undefined ? undefined : expandPath(flags.privateKey, context),
    timeout: flags.timeout,
    become: flags.become ?? false,
    becomeMethod: flags.becomeMethod,
    becomeUser: flags.becomeUser,
    connectionPassword,
    becomePassword: becomePassword === "" ? connectionPassword : becomePassword,
  };
}

/** A password from its file, else from the person at the terminal when asked for. */
async function password(
  file: string | undefined,
  ask: (() => Promise<string>) | undefined,
): Promise<string | undefined> {
  return file === undefined ? ask?.() : readFileSync(file, "utf8").trimEnd();
}

function splitTags(tags: readonly string[]): readonly string[] {
  return tags
    .flatMap((tag) => tag.split(","))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number.");
}
