import type { Node, Task } from "../compile/model.ts";
import { KeywordValues } from "./keyword-values.ts";
import type { PlayRun } from "./play-run.ts";

/** The nodes that `--tags` and `--skip-tags` leave; blocks without any task left are dropped. */
export function filterTags(nodes: readonly Node[], run: PlayRun): readonly Node[] {
  const { tags, skipTags } = run.state.options;
  return nodes.flatMap((node): readonly Node[] => {
    if (node.kind === "task") {
      const isKept = node.implicit ? !isSkippedFlush(node, skipTags) : isWanted(tagsOf(node, run), { tags, skipTags });
      return isKept ? [node] : [];
    }
    const block = {
      ...node,
      block: filterTags(node.block, run),
      rescue: filterTags(node.rescue, run),
      always: filterTags(node.always, run),
    };
    return block.block.length + block.rescue.length + block.always.length > 0 ? [block] : [];
  });
}

/** The flushes between the sections of a play are tagged `always` for Ansible: who skips that tag goes without them. */
function isSkippedFlush({ args }: Task, skipTags: readonly string[]): boolean {
  return args.raw === "flush_handlers" && skipTags.includes("always");
}

/** A task's tags with templates evaluated, without any host. */
export function tagsOf(task: Task, run: PlayRun): ReadonlySet<string> {
  if (task.tags.length === 0) return new Set();
  const keywords = new KeywordValues(run.templar, run.scope(task, undefined));
  return new Set(keywords.texts("tags", task.tags));
}

interface TagChoice {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

/** Whether a task with these tags runs: `always`, `never`, `tagged`, `untagged` and `all` as in Ansible. */
export function isWanted(own: ReadonlySet<string>, { tags, skipTags }: TagChoice): boolean {
  const isTagged = own.size > 0;
  const names = isTagged ? own : new Set(["untagged"]);
  const only = new Set(tags.length === 0 ? ["all"] : tags);
  const wanted =
    names.has("always") ||
    (only.has("all") && !names.has("never")) ||
    overlaps(names, only) ||
    (only.has("tagged") && isTagged && !names.has("never"));
  if (!wanted || skipTags.length === 0) return wanted;
  const skip = new Set(skipTags);
  if (skip.has("all")) return names.has("always") && !skip.has("always");
  return !overlaps(names, skip) && !(skip.has("tagged") && isTagged);
}

function overlaps(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const name of one) if (other.has(name)) return true;
  return false;
}
