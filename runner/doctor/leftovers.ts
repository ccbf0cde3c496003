import { counted, type Finding, type Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";

interface Storage {
  readonly storage: string;
  readonly type: string;
  readonly maxfiles?: number;
}

interface Job {
  readonly id: string;
  readonly maxfiles?: number;
}

const TOPIC = "upgrade";
const PRUNE = "Set prune-backups (keep-last=N) in its place";

/** Configuration of version 8 that 9 turns into something else or no longer knows. */
export async function lookForLeftovers(patient: Patient): Promise<Look> {
  const looks = await Promise.all([
    examine(TOPIC, () => storages(patient)),
    examine(TOPIC, () => backupJobs(patient)),
    examine(TOPIC, () => highAvailability(patient)),
  ]);
  const findings = looks.flatMap((look) => look.findings);
  const isClean = looks.every(({ summary }) => summary !== undefined) && findings.length === 0;
  return { topic: TOPIC, summary: isClean ? "nothing left of what 9 has dropped" : undefined, findings };
}

async function storages({ client, major }: Patient): Promise<Look> {
  const all = await client.get<readonly Storage[]>("/storage");
  const severity = major >= 9 ? "problem" : "warning";
  return look([
    ...of(
      all.filter(({ type }) => type === "glusterfs"),
      ({ storage }) => storage,
      {
        severity,
        what: "of type glusterfs, which Proxmox VE 9 has dropped",
        todo: "Move what is on them, or mount the volume on the nodes and add it as a directory",
      },
    ),
    ...of(
      all.filter(({ maxfiles }) => maxfiles !== undefined),
      ({ storage }) => storage,
      {
        severity,
        what: "with 'maxfiles', which Proxmox VE 9 does not know",
        todo: PRUNE,
      },
    ),
  ]);

  function of(found: readonly Storage[], name: (item: Storage) => string, told: Told): readonly Finding[] {
    if (found.length === 0) return [];
    const what = `${counted(found.length, "storage is", "storages are")} ${told.what}`;
    return [{ ...told, topic: TOPIC, what, where: found.map(name) }];
  }
}

type Told = Pick<Finding, "severity" | "what" | "todo">;

async function backupJobs({ client, major }: Patient): Promise<Look> {
  const jobs = await client.get<readonly Job[]>("/cluster/backup");
  const old = jobs.filter(({ maxfiles }) => maxfiles !== undefined);
  const what = `${counted(old.length, "backup job has", "backup jobs have")} 'maxfiles', which Proxmox VE 9 does not know`;
  const finding: Finding = {
    severity: major >= 9 ? "problem" : "warning",
    topic: TOPIC,
    what,
    where: old.map(({ id }) => id),
    todo: PRUNE,
  };
  return look(old.length > 0 ? [finding] : []);
}

/** Groups are turned into rules by 9 itself, but playbooks that speak of groups then fail. */
async function highAvailability({ client, major }: Patient): Promise<Look> {
  if (major >= 9) return look([]);
  const groups = await client.get<readonly { readonly group: string }[]>("/cluster/ha/groups");
  const finding: Finding = {
    severity: "warning",
    topic: TOPIC,
    what: `${counted(groups.length, "HA group becomes a rule", "HA groups become rules")} in Proxmox VE 9`,
    where: groups.map(({ group }) => group),
    todo: "After the upgrade speak of rules in playbooks: every call about groups is refused then",
  };
  return look(groups.length > 0 ? [finding] : []);
}

function look(findings: readonly Finding[]): Look {
  return { topic: TOPIC, summary: "looked at", findings };
}
