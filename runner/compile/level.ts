import type { Dict } from "../../core/values.ts";

/** One step of the chain a task inherits keywords from, innermost first. */
export interface Level {
  /** `include` (dynamic) hands down only variables; the others their keywords as well. */
  readonly kind: "play" | "role" | "block" | "import" | "include" | "apply";
  readonly keywords: Dict;
  readonly vars: Dict;
  readonly parent: Level | undefined;
  /** Further variables for the tasks inside, ranking above facts: what an included role gets from its caller. */
  readonly params?: Dict | undefined;
  /** The task file an import or include brought in, for includes relative to it. */
  readonly file?: string | undefined;
}
