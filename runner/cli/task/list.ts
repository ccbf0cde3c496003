import { Command } from "commander";
import { painter } from "../../report/style.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { type Column, tableLines } from "../table.ts";
import { wantsColor } from "../wants-color.ts";
import { wholeNumber } from "../whole-number.ts";
import { type ClusterTask, localTime } from "./cluster-task.ts";

interface ListFlags extends ConnectionFlags {
  readonly node?: string;
  readonly vmid?: number;
  readonly running?: boolean;
  readonly errors?: boolean;
  readonly limit: number;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

const LIMIT = 25;

/** `task list`: the recent tasks of the cluster, or those a node remembers; the newest first. */
export function listCommand(context: CommandContext): Command {
  const command = new Command("list")
    .description("list recent tasks, the newest first")
    .option("--node <node>", "of one node, whose memory goes further back")
    .option("--vmid <id>", "about one guest", wholeNumber(100))
    .option("--running", "only those that run")
    .option("--errors", "only those that failed")
    .option("--limit <n>", "at most so many", wholeNumber(1), LIMIT)
    .option("-v, --verbose", "also the UPID")
    .option("--json", "print JSON");
  return addConnectionFlags(command).action((flags: ListFlags) =>
    withSession(flags, context, async (session) => {
      const listed = await tasksOf(session, flags);
      const tasks = listed.filter((task) => isWanted(task, flags)).toSorted((a, b) => b.starttime - a.starttime);
      const some = tasks.slice(0, flags.limit);
      context.write(flags.json ? `${JSON.stringify(some, null, 2)}\n` : table(some, flags, context));
    }),
  );
}

/** A node filters by itself and needs to be asked for no more than is shown. */
function tasksOf(session: ApiSession, flags: ListFlags): Promise<readonly ClusterTask[]> {
  const { node, vmid, running, errors, limit } = flags;
  if (node === undefined) return session.client().get("/cluster/tasks");
  return session.client().get(`/nodes/${encodeURIComponent(node)}/tasks`, {
    source: running ? "active" : "all",
    vmid,
    errors: errors ? true : undefined,
    limit,
  });
}

function isWanted({ id, endtime, status }: ClusterTask, { vmid, running, errors }: ListFlags): boolean {
  const ended = endtime !== undefined;
  const failed = ended && status !== "OK" && !(status ?? "").startsWith("WARNINGS");
  return (vmid === undefined || id === String(vmid)) && (!running || !ended) && (!errors || failed);
}

const COLUMNS: readonly Column[] = [
  { title: "STARTED" },
  { title: "NODE" },
  { title: "TYPE" },
  { title: "ID" },
  { title: "USER" },
  { title: "STATUS" },
];

function table(tasks: readonly ClusterTask[], { verbose }: ListFlags, context: CommandContext): string {
  const paint = painter(wantsColor(context));
  const rows = tasks.map(({ starttime, node, type, id, user, status, endtime, upid }) => [
    localTime(starttime),
    node,
    type,
    id ?? "",
    user,
    endtime === undefined ? "running" : (status ?? "-"),
    ...(verbose ? [upid] : []),
  ]);
  const columns = verbose ? [...COLUMNS, { title: "UPID" }] : COLUMNS;
  const lines = tableLines(columns, rows, (text, column) => (column === 5 ? paint(colourOf(text), text) : text));
  return `${lines.join("\n")}\n`;
}

function colourOf(status: string): "green" | "yellow" | "cyan" | "red" {
  if (status === "OK") return "green";
  if (status === "running") return "cyan";
  return status.startsWith("WARNINGS") ? "yellow" : "red";
}
