import { ApiError } from "../../core/proxmox/api-error.ts";
import { mapPool } from "../execute/pool.ts";
import { counted, type Finding, type Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";

interface ReplicationJob {
  readonly id: string;
  readonly guest?: number;
  readonly fail_count?: number;
  readonly error?: string;
}

const TOPIC = "replication";
const AT_ONCE = 8;

/** Replication jobs that fail: their guests can not be migrated quickly, and what is on the other node gets old. */
export function lookAtReplication({ client }: Patient): Promise<Look> {
  return examine(TOPIC, async () => {
    const nodes = await client.get<readonly { readonly node: string; readonly status: string }[]>("/nodes");
    const online = nodes.filter(({ status }) => status === "online");
    const jobs = (await mapPool(online, AT_ONCE, ({ node }) => jobsOf({ client }, node))).flat();
    if (jobs.includes(undefined)) return { topic: TOPIC, summary: undefined, findings: [] };
    const known = jobs.flatMap((job) => (job === undefined ? [] : [job]));
    const failing = known.filter(({ fail_count: count = 0 }) => count > 0);
    const finding: Finding = {
      severity: "warning",
      topic: TOPIC,
      what: counted(failing.length, "replication job fails", "replication jobs fail"),
      where: failing.map(({ id, error = "no error told" }) => `${id}: ${error.trim()}`),
      todo: "See to the cause on the node; a guest whose replication fails migrates with all of its disks",
    };
    return { topic: TOPIC, summary: counted(known.length, "job"), findings: failing.length > 0 ? [finding] : [] };
  });
}

/** The jobs of a node; undefined where the server has no replication. */
async function jobsOf(
  { client }: Pick<Patient, "client">,
  node: string,
): Promise<readonly (ReplicationJob | undefined)[]> {
  try {
    return await client.get<readonly ReplicationJob[]>(`/nodes/${encodeURIComponent(node)}/replication`);
  } catch (error) {
    if (error instanceof ApiError && error.answer.status === 501) return [undefined];
    throw error;
  }
}
