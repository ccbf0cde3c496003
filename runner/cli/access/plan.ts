import { Command, Option } from "commander";
import { type AccessPlan, accessPlan } from "../../access/access-plan.ts";
import { planAsCommands } from "../../access/plan-as-commands.ts";
import { planAsPlaybook } from "../../access/plan-as-playbook.ts";
import type { CommandContext } from "../command-context.ts";
import { reportError } from "../report-error.ts";
import { type OwnerFlags, ownerOf } from "./owner.ts";
import { addPlaybookFlags, type PlaybookFlags, playbookNeeds, sessionIfAny } from "./playbook-flags.ts";
import { showPlan } from "./show-plan.ts";

interface PlanFlags extends PlaybookFlags, OwnerFlags {
  readonly format: "text" | "playbook" | "pveum" | "json";
}

/** `pveplay access plan`: the fewest rights a playbook needs. Runs nothing and changes nothing. */
export function planCommand(context: CommandContext): Command {
  const command = new Command("plan")
    .description("work out the fewest privileges a playbook needs, as roles, entries and a token")
    .argument("<playbook>", "the playbook")
    .option("--user <user>", "who gets the rights: user@realm (default: playbooks@pve)")
    .option("--token <name>", "name of the token (default: the playbook's)")
    .option("--offline", "ask no server, whatever is configured")
    .addOption(
      new Option("--format <form>", "how to write it down")
        .choices(["text", "playbook", "pveum", "json"])
        .default("text"),
    );
  return addPlaybookFlags(command).action(async (playbook: string, flags: PlanFlags) => {
    try {
      const plan = await planFor(playbook, flags, context);
      context.write(`${written(plan, flags, context).trimEnd()}\n`);
      if (flags.format !== "text" && flags.format !== "json")
        for (const note of [...plan.impossible.map(({ reason }) => reason), ...plan.notes]) context.warn(note);
    } catch (error) {
      context.setExitCode(reportError(error, context));
    }
  });
}

async function planFor(playbook: string, flags: PlanFlags, context: CommandContext): Promise<AccessPlan> {
  const owner = ownerOf(flags, playbook);
  const session = await sessionIfAny(flags, context);
  try {
    const needs = await playbookNeeds(playbook, flags, { context, session });
    return accessPlan(needs, { playbook, version: needs.version, owner });
  } finally {
    await session?.close();
  }
}

function written(plan: AccessPlan, { format }: PlanFlags, { cwd }: CommandContext): string {
  switch (format) {
    case "text":
      return showPlan(plan, cwd).join("\n");
    case "playbook":
      return planAsPlaybook(plan);
    case "pveum":
      return planAsCommands(plan).join("\n");
    case "json":
      return JSON.stringify(plan, null, 2);
  }
}
