import { type Dict, TemplateText, type Value } from "../../core/values.ts";
import type { Settings } from "../compile/settings.ts";
import type { TaskJob } from "./task-job.ts";
import { taskName } from "./task-name.ts";

/** A task as the variable `ansible_failed_task` shows it: its keywords by their names, null where none is given. */
export function taskAsDict(job: TaskJob): Dict {
  const { task } = job;
  const action = task.action instanceof TemplateText ? task.action.source : task.action;
  return new Map<Value, Value>([
    ["name", taskName(job)],
    ["action", action],
    [
      "args",
      new Map(task.args.raw === undefined ? task.args.named : [...task.args.named, ["_raw_params", task.args.raw]]),
    ],
    ["register", task.register ?? null],
    ["tags", [...task.tags]],
    ["when", [...task.settings.when]],
    ["vars", task.ownVars],
    ["changed_when", [...task.changedWhen]],
    ["failed_when", [...task.failedWhen]],
    ["until", [...task.until]],
    ["retries", task.retries ?? null],
    ["delay", task.delay ?? 5],
    ["async", task.async ?? 0],
    ["poll", task.poll ?? 15],
    ["loop", task.loop?.terms ?? null],
    ["loop_with", task.loop?.lookup ?? null],
    ...settingEntries(task.settings),
  ]);
}

function settingEntries(settings: Settings): readonly (readonly [string, Value])[] {
  return [
    ["any_errors_fatal", settings.anyErrorsFatal ?? false],
    ["become", settings.become ?? false],
    ["become_method", settings.becomeMethod ?? null],
    ["become_user", settings.becomeUser ?? null],
    ["check_mode", settings.checkMode ?? null],
    ["connection", settings.connection ?? null],
    ["delegate_facts", settings.delegateFacts ?? null],
    ["delegate_to", settings.delegateTo ?? null],
    ["diff", settings.diff ?? null],
    ["environment", [...settings.environment]],
    ["ignore_errors", settings.ignoreErrors ?? null],
    ["ignore_unreachable", settings.ignoreUnreachable ?? null],
    ["no_log", settings.noLog ?? null],
    ["notify", settings.notify === undefined ? null : [...settings.notify]],
    ["port", settings.port ?? null],
    ["remote_user", settings.remoteUser ?? null],
    ["run_once", settings.runOnce ?? null],
    ["throttle", settings.throttle ?? 0],
    ["timeout", settings.timeout ?? 0],
  ];
}
