import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import { mapPool } from "../execute/pool.ts";
import { counted, type Finding, type Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";

interface ListedNode {
  readonly node: string;
  readonly status: string;
}

interface Member {
  readonly type: string;
  readonly quorate?: number;
}

const TOPIC = "version";
const AT_ONCE = 8;
const OLDEST = 8;

/** The version of each node, whether all are there, and whether the cluster has its majority. */
export function lookAtNodes(patient: Patient): Promise<Look> {
  return examine(TOPIC, async () => {
    const { client, release, major } = patient;
    const nodes = await client.get<readonly ListedNode[]>("/nodes");
    const online = nodes.filter(({ status }) => status === "online").map(({ node }) => node);
    const versions = await mapPool(online, AT_ONCE, async (node) => ({
      node,
      version: await versionOf(patient, node),
    }));
    const away = nodes.filter(({ status }) => status !== "online").map(({ node }) => node);
    const findings = [
      ...(major < OLDEST ? [tooOld(release)] : []),
      ...mixed(versions),
      ...(away.length > 0 ? [absent(away)] : []),
      ...(await quorum(patient)),
    ];
    return { topic: TOPIC, summary: `${release} on ${counted(nodes.length, "node")}`, findings };
  });
}

async function versionOf({ client }: Patient, node: string): Promise<string> {
  const { version } = await client.get<{ readonly version: string }>(`/nodes/${encodeURIComponent(node)}/version`);
  return version;
}

function tooOld(release: string): Finding {
  const what = `Proxmox VE ${release} is older than what pveplay is built for (8 and 9)`;
  return { severity: "warning", topic: TOPIC, what, todo: "Upgrade, or expect calls that are refused" };
}

function mixed(versions: readonly { readonly node: string; readonly version: string }[]): readonly Finding[] {
  const all = [...new Set(versions.map(({ version }) => version))];
  if (all.length < 2) return [];
  const majors = new Set(all.map((version) => Number.parseInt(version, 10)));
  return [
    {
      severity: majors.size > 1 ? "problem" : "warning",
      topic: TOPIC,
      what: `the nodes run ${all.length} versions`,
      where: versions.map(({ node, version }) => `${node}: ${version}`),
      todo: "Finish the upgrade on all nodes: guests move to newer nodes only, and options differ",
    },
  ];
}

function absent(nodes: readonly string[]): Finding {
  return {
    severity: "problem",
    topic: TOPIC,
    what: `${counted(nodes.length, "node is", "nodes are")} offline`,
    where: nodes,
    todo: "See to them first: nothing can be asked of their guests, and tasks on them fail",
  };
}

/** Who may not see the cluster's state is not told about its majority. */
async function quorum({ client }: Patient): Promise<readonly Finding[]> {
  const look = await examine("quorum", async () => {
    const members = (await getIfThere<readonly Member[]>(client, "/cluster/status")) ?? [];
    const cluster = members.find(({ type }) => type === "cluster");
    const lost: Finding = {
      severity: "problem",
      topic: "quorum",
      what: "the cluster has lost its majority: nothing can be changed",
      todo: "Bring nodes back until more than half of them see each other",
    };
    return { topic: "quorum", summary: "", findings: cluster?.quorate === 0 ? [lost] : [] };
  });
  return look.findings;
}
