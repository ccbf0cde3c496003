import { HintedError } from "../../../../core/errors.ts";
import type { Target } from "../../connections/target.ts";
import { shellQuote } from "../../connections/shell-quote.ts";

const NEVER = new AbortController().signal;

/** Number of a user of the target, by name or number. @throws HintedError TASK_FAILED */
export function userId(target: Target, user: string): Promise<number> {
  return idOf(target, user, { command: `id -u -- ${shellQuote(user)}`, what: "user" });
}

/** Number of a group of the target, by name or number. @throws HintedError TASK_FAILED */
export function groupId(target: Target, group: string): Promise<number> {
  const name = shellQuote(group);
  const command = `{ getent group ${name} || grep -- ${shellQuote(`^${group}:`)} /etc/group; } 2>/dev/null | head -n 1 | cut -d: -f3`;
  return idOf(target, group, { command, what: "group" });
}

async function idOf(
  target: Target,
  name: string,
  { command, what }: { command: string; what: string },
): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const done = await target.exec({ shell: command }, NEVER);
  const number = done.stdout.toString("utf8").trim();
  if (/^\d+$/.test(number)) return Number(number);
  throw new HintedError("TASK_FAILED", `There is no ${what} '${name}' on the target`, {
    hint: `Create the ${what} first, or correct the name`,
  });
}
