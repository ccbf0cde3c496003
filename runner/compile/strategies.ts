import { HintedError, type Origin } from "../../core/errors.ts";
import type { Dict } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";

/** Ways in which hosts go through a play. */
const STRATEGIES = ["linear", "free", "host_pinned"] as const;

/** One of {@link STRATEGIES}. */
export type Strategy = (typeof STRATEGIES)[number];

/** A strategy by its name, with or without its collection. @throws HintedError PLAYBOOK_UNSUPPORTED for any other */
export function strategyNamed(name: string, origin: Origin | undefined): Strategy {
  const short = name.replace(/^ansible\.(builtin|legacy)\./, "");
  const found = STRATEGIES.find((strategy) => strategy === short);
  if (found !== undefined) return found;
  throw new HintedError("PLAYBOOK_UNSUPPORTED", `Strategy '${name}' is not supported`, {
    hint: short === "debug" ? "Use linear, and register with debug or -vvv to look at results" : "Use linear or free",
    origin,
  });
}

/** Refuses a play with another strategy before anything runs; one that is a template is known only when its play starts. */
export function checkStrategy(play: Dict): void {
  const name = play.get("strategy");
  if (typeof name === "string") strategyNamed(name, originOfKey(play, "strategy"));
}
