import { resolve } from "node:path";
import { Command } from "commander";
import { loadAnsibleConfig } from "../../../core/ansible-config.ts";
import { writeAtomically } from "../../../core/atomic-write.ts";
import type { Diagnosis } from "../../doctor/index.ts";
import { readSettings } from "../../load/settings.ts";
import { painter } from "../../report/style.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { wantsColor } from "../wants-color.ts";
import { findingsOf, page } from "./report.ts";

interface DoctorFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly snapshot?: string;
}

const EXAMPLES = `
Examples:
  pveplay doctor
  pveplay doctor site.yml backup.yml
  pveplay doctor --snapshot pve1-api.json

Ends with 0 when nothing worse than a note was found, with 3 for warnings, with 1 for problems.`;

/** `pveplay doctor`: one page of what would bite. */
export function doctorCommand(context: CommandContext): Command {
  const command = new Command("doctor")
    .description("look for what would bite: versions, certificate, rights, snapshots, agents, playbooks")
    .argument("[playbooks...]", "playbooks to look through for what changed between 8 and 9")
    .option("--json", "print JSON")
    .option("--snapshot <file>", "write how the server's API differs from the one pveplay was built with");
  return addConnectionFlags(command)
    .addHelpText("after", EXAMPLES)
    .action((playbooks: string[], flags: DoctorFlags) =>
      withSession(flags, context, (session) => consult(session, { playbooks, flags }, context)),
    );
}

interface Visit {
  readonly playbooks: readonly string[];
  readonly flags: DoctorFlags;
}

async function consult(session: ApiSession, { playbooks, flags }: Visit, context: CommandContext): Promise<void> {
  const { diagnose } = await import("../../doctor/index.ts");
  const { cwd, warn } = context;
  const { rolesPath } = readSettings(loadAnsibleConfig(context, warn), context);
  const paths = playbooks.map((path) => resolve(cwd, path));
  const diagnosis = await diagnose(session.client(), { playbooks: paths, rolesPath, cwd });
  context.write(
    flags.json
      ? asJson(diagnosis)
      : page(diagnosis, { paint: painter(wantsColor(context)), width: Math.min(process.stdout.columns || 100, 100) }),
  );
  if (flags.snapshot !== undefined) keep(diagnosis, resolve(cwd, flags.snapshot), context);
  context.setExitCode(exitCodeOf(diagnosis));
}

function asJson({ patient, looks }: Diagnosis): string {
  const { release, client } = patient;
  const checks = looks.map(({ topic, summary, details = [] }) => ({ topic, summary: summary ?? null, details }));
  const found = {
    server: client.connection.server,
    identity: client.identity,
    version: release,
    checks,
    findings: findingsOf(looks),
  };
  return `${JSON.stringify(found, null, 2)}\n`;
}

/** The difference alone: a small file to keep and to compare. It has no date, so that the same server gives the same bytes. */
function keep({ patient, difference }: Diagnosis, file: string, context: CommandContext): void {
  if (difference === undefined) {
    context.warn(`${file} is not written: the server's API schema could not be read`);
    return;
  }
  const kept = { server: patient.release, built_with: patient.known, ...difference };
  writeAtomically(file, `${JSON.stringify(kept, null, 2)}\n`, 0o644);
  context.say(`The API's difference from Proxmox VE ${patient.known} is in ${file}`);
}

/** Warnings have a number of their own: a script may let them pass. */
const WARNED = 3;

function exitCodeOf({ looks }: Diagnosis): number {
  const worst = findingsOf(looks)[0]?.severity;
  return worst === "problem" ? 1 : worst === "warning" ? WARNED : 0;
}
