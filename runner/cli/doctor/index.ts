import { resolve } from "node:path";
import { Command, Option } from "commander";
import { loadAnsibleConfig } from "../../../core/ansible-config.ts";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { HintedError } from "../../../core/errors.ts";
import type { Look } from "../../doctor/finding.ts";
import type { Diagnosis } from "../../doctor/index.ts";
import { readSettings } from "../../load/settings.ts";
import { painter } from "../../report/style.ts";
import { reportingErrors, withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { wantsColor } from "../wants-color.ts";
import { findingsOf, page } from "./report.ts";

interface DoctorFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly snapshot?: string;
  readonly pve?: "8" | "9";
}

const EXAMPLES = `
Examples:
  pveplay doctor
  pveplay doctor site.yml backup.yml
  pveplay doctor --pve 9 site.yml
  pveplay doctor --snapshot pve1-api.json

Ends with 0 when nothing worse than a note was found, with 3 for warnings, with 1 for problems.`;

/** `pveplay doctor`: one page of what would bite. */
export function doctorCommand(context: CommandContext): Command {
  const command = new Command("doctor")
    .description("look for what would bite: versions, certificate, rights, snapshots, agents, playbooks")
    .argument("[playbooks...]", "playbooks to look through for what changed between 8 and 9")
    .option("--json", "print JSON")
    .option("--snapshot <file>", "write how the server's API differs from the one pveplay was built with")
    .addOption(
      new Option("--pve <version>", "look through the playbooks only, for this version; no server is asked")
        .choices(["8", "9"])
        .conflicts("snapshot"),
    );
  return addConnectionFlags(command)
    .addHelpText("after", EXAMPLES)
    .action((playbooks: string[], flags: DoctorFlags) =>
      flags.pve === undefined
        ? withSession(flags, context, (session) => consult(session, { playbooks, flags }, context))
        : reportingErrors(context, () => read(Number(flags.pve), { playbooks, flags }, context)),
    );
}

interface Visit {
  readonly playbooks: readonly string[];
  readonly flags: DoctorFlags;
}

/** Everything: the server, and playbooks if there are any. */
async function consult(session: ApiSession, { playbooks, flags }: Visit, context: CommandContext): Promise<void> {
  const { diagnose } = await import("../../doctor/index.ts");
  const { cwd } = context;
  const diagnosis = await diagnose(session.client(), searchOf(playbooks, context));
  const { patient, looks } = diagnosis;
  const { client, release } = patient;
  const { server } = client.connection;
  const about = { server, identity: client.identity, version: release };
  tell({ title: `${server} as ${client.identity}`, about, looks }, flags, context);
  if (flags.snapshot !== undefined) keep(diagnosis, resolve(cwd, flags.snapshot), context);
}

/** Playbooks alone. @throws HintedError USAGE when there are none */
async function read(major: number, { playbooks, flags }: Visit, context: CommandContext): Promise<void> {
  if (playbooks.length === 0)
    throw new HintedError("USAGE", "--pve looks through playbooks, and none is named", { hint: "Name the playbooks" });
  const { lookAtPlaybooks } = await import("../../doctor/playbooks/index.ts");
  const search = searchOf(playbooks, context);
  const look = lookAtPlaybooks(search.playbooks, { ...search, major });
  tell({ title: `For Proxmox VE ${major}`, about: { version: String(major) }, looks: [look] }, flags, context);
}

/** The playbooks with where their roles are. */
function searchOf(playbooks: readonly string[], context: CommandContext) {
  const { cwd, warn } = context;
  const { rolesPath } = readSettings(loadAnsibleConfig(context, warn), context);
  return { playbooks: playbooks.map((path) => resolve(cwd, path)), rolesPath, cwd };
}

interface Seen {
  readonly title: string;
  /** What JSON says of the server. */
  readonly about: Readonly<Record<string, string>>;
  readonly looks: readonly Look[];
}

function tell({ title, about, looks }: Seen, flags: DoctorFlags, context: CommandContext): void {
  const width = Math.min(process.stdout.columns || WIDEST, WIDEST);
  const paper = { paint: painter(wantsColor(context)), width };
  context.write(flags.json ? asJson(about, looks) : page(title, looks, paper));
  context.setExitCode(exitCodeOf(looks));
}

function asJson(about: Seen["about"], looks: readonly Look[]): string {
  const checks = looks.map(({ topic, summary, details = [] }) => ({ topic, summary: summary ?? null, details }));
  return `${JSON.stringify({ ...about, checks, findings: findingsOf(looks) }, null, 2)}\n`;
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

/** Columns beyond which lines are hard to read. */
const WIDEST = 100;

/** Warnings have a number of their own: a script may let them pass. */
const WARNED = 3;

function exitCodeOf(looks: readonly Look[]): number {
  const worst = findingsOf(looks)[0]?.severity;
  return worst === "problem" ? 1 : worst === "warning" ? WARNED : 0;
}
