import { didYouMean } from "../../core/nearest.ts";
import { type Dict, TemplateText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { syntaxFault } from "./fault.ts";
import type { TaskPlace } from "./context.ts";
import type { Task } from "./model.ts";

/** Actions of the `meta` module that a playbook may name. */
export const META_ACTIONS: readonly string[] = [
  "clear_facts",
  "clear_host_errors",
  "end_batch",
  "end_host",
  "end_play",
  "end_role",
  "flush_handlers",
  "noop",
  "refresh_inventory",
  "reset_connection",
];

/** Refuses a meta action nobody knows, or that makes no sense where it stands. @throws HintedError PLAYBOOK_SYNTAX */
export function checkMeta(task: Task, given: Dict, place: TaskPlace): void {
  checkName(task, given);
  checkPlace(task, place);
}

function checkPlace({ args, origin }: Task, place: TaskPlace): void {
  if (place.handlers && args.raw === "flush_handlers") {
    throw syntaxFault(
      "flush_handlers can not be a handler",
      "Flush in a task, or notify handlers further down",
      origin,
    );
  }
  if (args.raw !== "end_role") return;
  if (place.handlers) throw syntaxFault("end_role can not be a handler", "Use it in the role's tasks", origin);
  if (!place.role) throw syntaxFault("end_role stands outside of a role", "Use end_play or end_host", origin);
}

function checkName({ args, action, origin }: Task, given: Dict): void {
  const { raw } = args;
  if (raw instanceof TemplateText) return;
  const name = typeof raw === "string" ? raw.trim() : "";
  if (META_ACTIONS.includes(name)) return;
  const place = (typeof action === "string" ? originOfKey(given, action) : undefined) ?? origin;
  throw syntaxFault(
    name === "" ? "'meta' names no action" : `'${name}' is not an action of meta`,
    didYouMean(name, META_ACTIONS, `Use one of ${META_ACTIONS.join(", ")}`),
    place,
  );
}
