import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { expandPath } from "../../../core/paths.ts";
import { toJson } from "../../../core/values.ts";
import type { ModuleResult } from "../../../modules/index.ts";
import { accessPlan } from "../../access/access-plan.ts";
import { type PlanTask, planTasks } from "../../access/plan-as-playbook.ts";
import { withSession } from "../api/api-action.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { type OwnerFlags, ownerOf } from "./owner.ts";
import { addPlaybookFlags, connectionOf, type PlaybookFlags, playbookNeeds } from "./playbook-flags.ts";

interface FixFlags extends PlaybookFlags, OwnerFlags {
  readonly store?: string;
  readonly storeKey: string;
  readonly yes?: boolean;
  readonly check?: boolean;
}

/** `pveplay access fix`: makes the roles, the user, the token and the entries a playbook needs, with a credential that may. */
export function fixCommand(context: CommandContext): Command {
  const command = new Command("fix")
    .description("make the roles, entries and token a playbook needs, after showing them")
    .argument("<playbook>", "the playbook")
    .option("--user <user>", "who gets the rights: user@realm (default: playbooks@pve)")
    .option("--token <name>", "name of the token (default: the playbook's)")
    .option("--store <file>", "vault file the secret of a new token is written into")
    .option("--store-key <key>", "key in that file, nested ones with dots", "proxmox_api_token_secret")
    .option("-C, --check", "only show what would be done")
    .option("-y, --yes", "do it without being asked");
  return addPlaybookFlags(command).action((playbook: string, flags: FixFlags) =>
    withSession(connectionOf(flags), context, (session) => fix(playbook, flags, { context, session })),
  );
}

interface Place {
  readonly context: CommandContext;
  readonly session: ApiSession;
}

async function fix(playbook: string, given: FixFlags, { context, session }: Place): Promise<void> {
  const files = given.vaultPasswordFile?.map((path) => expandPath(path, context));
  const flags = files === undefined ? given : { ...given, vaultPasswordFile: files };
  const owner = ownerOf(flags, playbook);
  const needs = await playbookNeeds(playbook, flags, { context, session });
  const plan = accessPlan(needs, { playbook, version: needs.version, owner });
  for (const note of [...plan.impossible.map(({ reason }) => reason), ...plan.notes]) context.warn(note);
  const file = flags.store === undefined ? undefined : expandPath(flags.store, context);
  const tasks = planTasks(plan, file === undefined ? undefined : { file, key: flags.storeKey });
  const open = await preview(tasks, flags, { context, session });
  if (open.length === 0)
    return context.write(`Nothing to do: ${owner.userid}!${owner.tokenid} has what ${playbook} needs\n`);
  if (flags.check) return;
  await agree(flags, context);
  for (const task of open) {
    requireDone(await apply(session, { task, flags, checkMode: false }), task);
    context.write(`done: ${task.name}\n`);
  }
}

interface Step {
  readonly task: PlanTask;
  readonly flags: FixFlags;
  readonly checkMode: boolean;
}

/** Shows what each task would change. @returns those that change anything @throws HintedError OPTION_MISSING for a secret without a place */
async function preview(
  tasks: readonly PlanTask[],
  flags: FixFlags,
  { context, session }: Place,
): Promise<readonly PlanTask[]> {
  const open: PlanTask[] = [];
  for (const task of tasks) {
    const result = await apply(session, { task, flags, checkMode: true });
    if (result["code"] === "SECRET_HAS_NO_PLACE") throw noStore(task);
    requireDone(result, task);
    if (!result.changed) continue;
    open.push(task);
    context.write(
      `${task.name}\n${diffLines(result["diff"])
        .map((line) => `  ${line}\n`)
        .join("")}`,
    );
  }
  return open;
}

/** A new token's secret is told once, and never shown here. */
function noStore({ name }: PlanTask): HintedError {
  return new HintedError("USAGE", `${name}: its secret has no place to go`, {
    hint: "Name a vault file with --store; it is made when it is not there",
  });
}

function apply(session: ApiSession, { task, flags, checkMode }: Step): Promise<ModuleResult> {
  const args = Object.fromEntries(Object.entries(task.args).map(([name, value]) => [name, toJson(value)]));
  const vault = args["vault_file"] === undefined ? {} : vaultPassword(flags);
  return session.run(
    task.module,
    { ...args, ...vault },
    { checkMode, diff: true, signal: new AbortController().signal },
  );
}

/** Without a flag the module reads what Ansible reads: environment and ansible.cfg. */
function vaultPassword({ vaultId, vaultPasswordFile, vaultPassFile }: FixFlags): Readonly<Record<string, string>> {
  const [file] = [...(vaultPasswordFile ?? []), ...(vaultPassFile ?? [])];
  const [id] = vaultId ?? [];
  return {
    ...(file === undefined ? {} : { vault_password_file: file }),
    ...(id === undefined ? {} : { vault_id: id }),
  };
}

function requireDone(result: ModuleResult, { name }: PlanTask): void {
  if (result.failed !== true) return;
  const message = `${name}: ${String(result["msg"])}`;
  throw new HintedError("TASK_FAILED", message, {
    hint: "What was made before stays; run it again once this is mended",
  });
}

/** Before and after, key by key, of what differs. */
function diffLines(diff: unknown): readonly string[] {
  if (!isRecord(diff)) return [];
  const before = isRecord(diff["before"]) ? diff["before"] : {};
  const after = isRecord(diff["after"]) ? diff["after"] : {};
  return Object.keys({ ...before, ...after }).map((key) => {
    const [old, now] = [textOf(before[key]), textOf(after[key])];
    return old === "" ? `+ ${key}: ${now}` : now === "" ? `- ${key}: ${old}` : `~ ${key}: ${old} -> ${now}`;
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws HintedError USAGE without a terminal, INTERRUPTED for any answer but yes */
async function agree({ yes }: FixFlags, context: CommandContext): Promise<void> {
  if (yes) return;
  if (!context.isInputTerminal) {
    throw new HintedError("USAGE", "Rights will be changed, and there is no terminal to ask at", {
      hint: "Add --yes to do it without being asked, or --check to see only",
    });
  }
  const answer = await context.ask("Do this? [y/N] ", true);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new HintedError("INTERRUPTED", "Nothing was done", { hint: "Answer y to go on" });
}
