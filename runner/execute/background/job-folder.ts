import type { ActionCall } from "../actions/action.ts";
import { KeywordValues } from "../keyword-values.ts";

/** Where the status files of jobs are on a target: `ansible_async_dir`, else the setting `async_dir`. `~` is left to the target. */
export function jobFolder({ run, scope }: ActionCall): string {
  const keywords = new KeywordValues(run.templar, scope);
  return keywords.text("ansible_async_dir", scope.get("ansible_async_dir")) ?? run.state.settings.asyncFolder;
}
