import type { ProxmoxClient } from "./client.ts";
import { parseUpid, type TaskOutcome, waitForTask } from "./task.ts";

/** Milliseconds between two looks at the log. */
const EVERY = 2000;

/**
 * {@link waitForTask} that meanwhile says the last line of the task's log to a person who watches. A log that can not be read is no reason to stop.
 * @param timeout seconds
 * @throws as waitForTask
 */
export async function followTask(client: ProxmoxClient, upid: string, timeout: number): Promise<TaskOutcome> {
  const { node, id } = parseUpid(upid);
  const path = `/nodes/${encodeURIComponent(node)}/tasks/${encodeURIComponent(upid)}/log`;
  let start = 0;
  const look = async (): Promise<void> => {
    const lines = await client.get<readonly { readonly t: string }[]>(path, { start, limit: 5000 });
    start += lines.length;
    const last = lines.map(({ t }) => t).findLast((line) => line !== "no content");
    if (last !== undefined) client.say(`${id}: ${last.replace(/^INFO:\s*/, "")}`);
  };
  const timer = setInterval(() => void look().catch(() => undefined), EVERY);
  try {
    return await waitForTask(client, upid, timeout);
  } finally {
    clearInterval(timer);
  }
}
