import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, isProxyFailure } from "./api-error.ts";
import type { ProxmoxClient } from "./client.ts";
import { lockHintFor } from "./lock-hint.ts";
import { HintedError } from "../errors.ts";

/** The fields of a UPID: `UPID:node:pid:pstart:starttime:type:id:user:`. */
export interface Upid {
  readonly upid: string;
  readonly node: string;
  /** Seconds since 1970 by the node's clock. */
  readonly starttime: number;
  readonly type: string;
  /** What the task is about, mostly a vmid; may be empty. */
  readonly id: string;
}

/** Reads a UPID. @throws HintedError PROXMOX_BAD_ANSWER */
export function parseUpid(upid: string): Upid {
  const [, node, starttime, type, id] =
    /^UPID:([^:]+):[0-9A-F]{8}:[0-9A-F]{8,9}:([0-9A-F]{8}):([^:]+):([^:]*):[^:]+:$/i.exec(upid) ?? [];
  if (node === undefined || starttime === undefined || type === undefined || id === undefined) {
    throw new HintedError("PROXMOX_BAD_ANSWER", `${JSON.stringify(upid)} is not a UPID`, {
      hint: "Check that the server is a Proxmox VE API",
    });
  }
  return { upid, node, starttime: Number.parseInt(starttime, 16), type, id };
}

interface TaskStatus {
  readonly status: "running" | "stopped";
  /** Present once stopped: `OK`, `WARNINGS: n` or the error. */
  readonly exitstatus?: string;
}

/** How a task that went well ended. */
export interface TaskOutcome {
  readonly upid: string;
  /** Lines the task logged as warnings; empty for a clean `OK`. */
  readonly warnings: readonly string[];
}

/** Pauses between polls in ms: short tasks are seen at once, long ones cost one request a second. */
const PAUSES = [20, 60, 100, 150, 250, 400, 600];
const LONGEST_PAUSE = 1000;

/** How long a server may not answer while a task is awaited, in ms: its proxy restarts in seconds, after an update for one. */
const LONGEST_SILENCE = 120_000;

/**
 * Waits until a task has stopped. A server that does not answer for a while is waited for as well: the task goes on without it.
 * @param timeout seconds
 * @throws HintedError PROXMOX_TASK_FAILED with the log's last lines; PROXMOX_TASK_TIMEOUT, INTERRUPTED and what the client throws with the UPID, the task goes on
 */
export async function waitForTask(client: ProxmoxClient, upid: string, timeout: number): Promise<TaskOutcome> {
  const task = parseUpid(upid);
  const deadline = Date.now() + timeout * 1000;
  let heard = Date.now();
  for (let poll = 0; ; poll++) {
    await sleep(PAUSES[poll] ?? LONGEST_PAUSE, undefined, { signal: client.signal }).catch(() => undefined);
    if (client.signal.aborted) throw interrupted(task);
    const status = await statusOf(client, task, Math.min(deadline, heard + LONGEST_SILENCE));
    if (status) heard = Date.now();
    if (status?.status === "stopped") return outcome(client, task, status.exitstatus ?? "unknown");
    if (status && Date.now() >= deadline) throw timedOut(task, timeout);
  }
}

/** Undefined when the server gave no answer and there is time to ask again. */
async function statusOf(client: ProxmoxClient, task: Upid, until: number): Promise<TaskStatus | undefined> {
  try {
    return await client.get<TaskStatus>(`${pathOf(task)}/status`);
  } catch (error) {
    if (client.signal.aborted) throw interrupted(task);
    if (mayAnswerLater(error) && Date.now() < until) return undefined;
    // A task nobody knows is no task that may still run.
    if (!(error instanceof HintedError) || error.code === "PROXMOX_BAD_REQUEST") throw error;
    throw unknownEnd(task, error);
  }
}

const NO_ANSWER: ReadonlySet<string> = new Set(["PROXMOX_UNREACHABLE", "PROXMOX_CONNECTION_LOST", "PROXMOX_TIMEOUT"]);

function mayAnswerLater(error: unknown): boolean {
  if (error instanceof ApiError) return isProxyFailure(error);
  return error instanceof HintedError && NO_ANSWER.has(error.code);
}

async function outcome(client: ProxmoxClient, task: Upid, exitstatus: string): Promise<TaskOutcome> {
  if (exitstatus === "OK") return { upid: task.upid, warnings: [] };
  const log = await readLog(client, task);
  if (!exitstatus.startsWith("WARNINGS")) throw failed(task, exitstatus, log);
  const warnings = log.filter((line) => /^WARN/i.test(line));
  return { upid: task.upid, warnings: warnings.length > 0 ? warnings : [exitstatus] };
}

/** A log that can not be read must not hide how the task ended. */
async function readLog(client: ProxmoxClient, task: Upid): Promise<readonly string[]> {
  try {
    const lines = await client.get<readonly { readonly t: string }[]>(`${pathOf(task)}/log`, { limit: 5000 });
    return lines.map(({ t }) => t);
  } catch (error) {
    return [`The log could not be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function pathOf({ node, upid }: Upid): string {
  return `/nodes/${node}/tasks/${encodeURIComponent(upid)}`;
}

/** `qmclone 101`, as the task list of the web interface names it. */
function titleOf({ type, id }: Upid): string {
  return id === "" ? type : `${type} ${id}`;
}

function failed(task: Upid, exitstatus: string, log: readonly string[]): HintedError {
  const tail = log.filter((line) => !line.startsWith("TASK ") && line !== "no content").slice(-5);
  return new HintedError("PROXMOX_TASK_FAILED", `Task ${titleOf(task)} on ${task.node} failed: ${exitstatus}`, {
    hint: hintFor(exitstatus, task),
    details: { upid: task.upid, exitstatus, task_log: tail },
  });
}

function hintFor(exitstatus: string, task: Upid): string {
  if (/can't lock|got lock request timeout|is locked/.test(exitstatus))
    return lockHintFor(exitstatus, task.id) ?? "Wait for the task that holds the lock, then run again";
  const [, path, privileges] = /Permission check failed \((\S+), ([^)]+)\)/.exec(exitstatus) ?? [];
  if (path !== undefined && privileges !== undefined)
    return `Grant ${privileges.replaceAll("|", " or ")} on ${path} to the user and its token`;
  return `Read the whole log: pvesh get /nodes/${task.node}/tasks/${task.upid}/log`;
}

function timedOut(task: Upid, timeout: number): HintedError {
  return new HintedError(
    "PROXMOX_TASK_TIMEOUT",
    `Task ${titleOf(task)} on ${task.node} still runs after ${timeout} s`,
    {
      hint: "Raise 'timeout'; the task goes on, and a later run finds what it made",
      details: { upid: task.upid },
    },
  );
}

function unknownEnd(task: Upid, error: HintedError): HintedError {
  const look = `look how it ended: pvesh get /nodes/${task.node}/tasks/${task.upid}/status`;
  return new HintedError(
    error.code,
    `Task ${titleOf(task)} on ${task.node} may still run, it can not be followed: ${error.message}`,
    {
      hint: mayAnswerLater(error) ? `When the server answers again, ${look}` : `${error.hint}; then ${look}`,
      details: { ...error.details, upid: task.upid },
    },
  );
}

function interrupted(task: Upid): HintedError {
  return new HintedError(
    "INTERRUPTED",
    `Stopped while waiting for task ${titleOf(task)} on ${task.node}, which still runs`,
    {
      hint: `Follow it in the web interface or with: pvesh get /nodes/${task.node}/tasks/${task.upid}/status`,
      details: { upid: task.upid },
    },
  );
}
