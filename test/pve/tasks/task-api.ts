import { isRoot } from "../access/principal.ts";
import { splitTokenId } from "../access/user-id.ts";
import { parameterError } from "../pve-error.ts";
import { type Call, type Handlers, Reply } from "../services.ts";
import type { Task } from "../state.ts";
import { parseUpid, type Upid } from "./upid.ts";

const base = "/nodes/{node}/tasks";
const DEFAULT_LIMIT = 50;

/** Tasks: lists, status, log, stopping. */
export const taskHandlers: Handlers = {
  [`GET ${base}`]: list,
  [`GET ${base}/{upid}`]: () => [{ name: "log" }, { name: "status" }],
  [`GET ${base}/{upid}/status`]: status,
  [`GET ${base}/{upid}/log`]: log,
  [`DELETE ${base}/{upid}`]: stop,
  "GET /cluster/tasks": clusterTasks,
};

function upidOf(call: Call): Upid & { readonly text: string } {
  const text = call.params.need("upid");
  const upid = parseUpid(text);
  if (!upid) throw parameterError({ upid: "unable to parse worker upid" });
  return { ...upid, text };
}

/** Owners see their tasks (a user also its tokens'), others need a privilege on the node. */
function isOwner(call: Call, user: string): boolean {
  return (
    call.principal.name === user ||
    (call.principal.tokenid === undefined && splitTokenId(user).userid === call.principal.userid)
  );
}

function requireAccess(call: Call, upid: Upid, privilege: string): void {
  if (!isOwner(call, upid.user)) call.services.permissions.check(call.principal, `/nodes/${upid.node}`, privilege);
}

function found(call: Call, upid: { readonly text: string }): Task {
  const task = call.services.tasks.find(upid.text);
  if (!task) throw parameterError({ upid: "no such task" });
  return task;
}

function status(call: Call): unknown {
  const upid = upidOf(call);
  call.services.tasks.look(upid.text);
  const task = found(call, upid);
  requireAccess(call, upid, "Sys.Audit");
  const ended = task.exitstatus !== undefined;
  return {
    ...identity(task),
    status: ended ? "stopped" : "running",
    ...(ended ? { exitstatus: task.exitstatus } : {}),
  };
}

/** A task's id in its parts; the token apart from the user. */
function identity(task: Task): Record<string, unknown> {
  const { userid, tokenid } = splitTokenId(task.user);
  const { upid, node, pid, pstart, starttime, type, id } = task;
  return { upid, node, pid, pstart, starttime, type, id, user: userid, ...(tokenid === undefined ? {} : { tokenid }) };
}

function log(call: Call): Reply {
  const { params } = call;
  const upid = upidOf(call);
  requireAccess(call, upid, "Sys.Audit");
  const task = call.services.tasks.find(upid.text);
  if (params.flag("download")) return new Reply(undefined, {}, `${(task?.log ?? []).join("\n")}\n`);
  const start = params.number("start") ?? 0;
  const limit = params.number("limit") ?? DEFAULT_LIMIT;
  const lines = task
    ? task.log.length > 0
      ? task.log
      : ["no content"]
    : ["unable to open file - No such file or directory"];
  const numbered = lines.map((text, index) => ({ n: index + 1, t: text }));
  return new Reply(limit === 0 ? numbered.slice(start) : numbered.slice(start, start + limit), { total: lines.length });
}

function stop(call: Call): null {
  const upid = upidOf(call);
  found(call, upid);
  requireAccess(call, upid, "Sys.Modify");
  call.services.tasks.interrupt(upid.text);
  return null;
}

/** Newest first, as the node's archive keeps them. */
function newest(tasks: readonly Task[]): Task[] {
  return [...tasks].reverse();
}

function list(call: Call): Reply {
  const { params, services } = call;
  const source = params.get("source") ?? "archive";
  const all = newest(services.state.tasks.filter((task) => task.node === call.node));
  const running = all.filter((task) => task.exitstatus === undefined).map((task) => activeRow(task));
  const ended = all.filter((task) => task.exitstatus !== undefined).map((task) => archiveRow(task));
  const rows = [...(source === "archive" ? [] : running), ...(source === "active" ? [] : ended)];
  const kept = rows.filter((row) => isWanted(call, row));
  const start = params.number("start") ?? 0;
  const limit = params.number("limit") ?? DEFAULT_LIMIT;
  return new Reply(
    kept.slice(start, start + limit).map(({ row }) => row),
    kept.length === 0 && rows.length === 0 ? {} : { total: kept.length },
  );
}

interface Row {
  readonly task: Task;
  readonly row: Record<string, unknown>;
}

function archiveRow(task: Task): Row {
  return { task, row: { ...identity(task), endtime: task.endtime, status: task.exitstatus } };
}

function activeRow(task: Task): Row {
  const { upid, node, pid, pstart, starttime, type, id, user } = task;
  return { task, row: { upid, node, pid, pstart, starttime, type, id, user, saved: "0", status: "RUNNING" } };
}

function isWanted(call: Call, { task }: Row): boolean {
  const { params, services } = call;
  const audit = services.permissions.has(call.principal.name, `/nodes/${call.node}`, { privileges: ["Sys.Audit"] });
  if (!audit && !isOwner(call, task.user)) return false;
  const ok = task.exitstatus === undefined || task.exitstatus === "OK";
  const kind = ok ? "ok" : task.exitstatus?.startsWith("WARNINGS:") === true ? "warning" : "error";
  const statuses = params.list("statusfilter");
  const [since, until] = [params.number("since"), params.number("until")];
  return (
    (!params.has("vmid") || task.id === params.get("vmid")) &&
    (!params.has("typefilter") || task.type === params.get("typefilter")) &&
    task.user.includes(params.get("userfilter") ?? "") &&
    (!params.flag("errors") || !ok) &&
    (statuses.length === 0 || statuses.includes(kind)) &&
    (since === undefined || task.starttime >= since) &&
    (until === undefined || task.starttime <= until)
  );
}

function clusterTasks(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const audit = isRoot(call.principal) || permissions.has(call.principal.name, "/", { privileges: ["Sys.Audit"] });
  const mine = newest(state.tasks).filter((task) => audit || isOwner(call, task.user));
  const sorted = [
    ...mine.filter((task) => task.exitstatus === undefined),
    ...mine.filter((task) => task.exitstatus !== undefined),
  ];
  return sorted.slice(0, 25).map((task) => {
    const { pid, pstart: _pstart, ...rest } = identity(task);
    return task.exitstatus === undefined
      ? { ...rest, pid, saved: "0" }
      : { ...rest, endtime: task.endtime, status: task.exitstatus, saved: "1" };
  });
}
