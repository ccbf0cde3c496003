import { HintedError } from "../../core/errors.ts";
import { TemplateText } from "../../core/values.ts";
import { roleFullName, type Task } from "../compile/model.ts";
import type { PlayRun } from "./play-run.ts";

/** Remembers that a host asked for a handler; during a flush the handler is due at once. @throws HintedError HANDLER_UNKNOWN */
export function notify(run: PlayRun, host: string, name: string): void {
  const handlers = handlersNamed(run, name);
  if (handlers.length === 0) return missingHandler(run, name);
  const state = run.hosts.get(host);
  if (!state) return;
  if (state.isFlushing) for (const handler of handlers) markNotified(run, handler, host);
  else if (!state.notifications.includes(name)) state.notifications.push(name);
}

/** Turns what a host asked for into handlers due, and starts running them. */
export function startFlush(run: PlayRun, host: string): void {
  const state = run.hosts.get(host);
  if (!state) return;
  for (const name of state.notifications.splice(0)) {
    for (const handler of handlersNamed(run, name)) markNotified(run, handler, host);
  }
  if (!run.state.unreachableHosts.has(host)) state.startFlush(run.handlers);
}

/** Whether a handler still has to run on a host. */
export function isNotified(run: PlayRun, handler: Task, host: string): boolean {
  return run.notified.get(handler)?.has(host) ?? false;
}

/** Whether anything is to be flushed for the host. */
export function hasNotifications(run: PlayRun, host: string): boolean {
  if ((run.hosts.get(host)?.notifications.length ?? 0) > 0) return true;
  return [...run.notified.values()].some((hosts) => hosts.size > 0);
}

function markNotified(run: PlayRun, handler: Task, host: string): void {
  const hosts = run.notified.get(handler) ?? new Set<string>();
  if (!hosts.has(host)) run.state.reporter.notified(nameOf(run, handler) ?? "", host);
  hosts.add(host);
  run.notified.set(handler, hosts);
}

/** The handler of this name, and every one that listens to it (one of each name). */
function handlersNamed(run: PlayRun, name: string): readonly Task[] {
  const reversed = searchOrder(run.handlers);
  const named = reversed.find((handler) => isNamed(run, handler, name));
  const listening: Task[] = [];
  const seen = new Set<string>();
  for (const handler of reversed) {
    if (!listensTo(handler, name)) continue;
    const own = nameOf(run, handler);
    if (own !== undefined && seen.has(own)) continue;
    if (own !== undefined) seen.add(own);
    listening.push(handler);
  }
  return [...new Set([...(named ? [named] : []), ...listening])];
}

/** The list a handler stands in last is searched first, but each list from its start; a role's handlers are one list. */
function searchOrder(handlers: readonly Task[]): readonly Task[] {
  const lists: Task[][] = [];
  for (const handler of handlers) {
    const last = lists.at(-1);
    if (last && last[0]?.role === handler.role) last.push(handler);
    else lists.push([handler]);
  }
  return lists.toReversed().flat();
}

function isNamed(run: PlayRun, handler: Task, name: string): boolean {
  const own = nameOf(run, handler);
  if (own === undefined) return false;
  const { role } = handler;
  return (
    name === own ||
    (role !== undefined && (name === `${role.name} : ${own}` || name === `${roleFullName(role)} : ${own}`))
  );
}

/** Topics of a role's handlers may be called with the role's name before them, as handlers' names may. */
function listensTo({ listen, role }: Task, name: string): boolean {
  if (listen.includes(name)) return true;
  return (
    role !== undefined &&
    listen.some((topic) => name === `${role.name} : ${topic}` || name === `${roleFullName(role)} : ${topic}`)
  );
}

/** A handler's name with its templates evaluated without any host; undefined when it has none or it can not be worked out. */
function nameOf(run: PlayRun, handler: Task): string | undefined {
  if (typeof handler.name === "string") return handler.name;
  if (!(handler.name instanceof TemplateText)) return undefined;
  try {
    const value = run.templar.evaluate(handler.name, run.scope(handler, undefined));
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    if (error instanceof HintedError) return undefined;
    throw error;
  }
}

function missingHandler(run: PlayRun, name: string): void {
  const message = `No handler is named '${name}' or listens to it`;
  if (!run.state.settings.errorOnMissingHandler) {
    run.state.reporter.warning(message);
    return;
  }
  const known = run.handlers.flatMap((handler) => nameOf(run, handler) ?? []);
  throw new HintedError("HANDLER_UNKNOWN", message, {
    hint: known.length > 0 ? `Known handlers: ${known.join(", ")}` : "Add it to the play's or the role's handlers",
  });
}
