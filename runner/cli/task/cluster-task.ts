import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { parseUpid } from "../../../core/proxmox/task.ts";

/** A task as lists show it. Times are seconds since 1970. */
export interface ClusterTask {
  readonly upid: string;
  readonly node: string;
  readonly type: string;
  readonly id?: string;
  readonly user: string;
  readonly starttime: number;
  /** Absent while it runs. */
  readonly endtime?: number;
  /** `OK`, `WARNINGS: n` or the error; absent while it runs. */
  readonly status?: string;
}

/** A task as its node shows it. */
export interface TaskStatus extends Omit<ClusterTask, "status"> {
  readonly status: "running" | "stopped";
  readonly exitstatus?: string;
}

/** API path of a task. @throws HintedError PROXMOX_BAD_ANSWER for what is no UPID */
export function taskPath(upid: string): string {
  return `/nodes/${encodeURIComponent(parseUpid(upid).node)}/tasks/${encodeURIComponent(upid)}`;
}

/** A task's status now. @throws HintedError PROXMOX_* */
export function taskStatus(client: ProxmoxClient, upid: string): Promise<TaskStatus> {
  return client.get<TaskStatus>(`${taskPath(upid)}/status`);
}

/** A time as tables show it, in the local zone: `2026-01-31 02:00:05`. */
export function localTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
