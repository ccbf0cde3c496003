import { isDict, type Value, VaultText } from "../../core/values.ts";
import type { PlayRun } from "./play-run.ts";

/**
 * Derives the keys of the inline secrets that the hosts of a play have in the inventory and in its variables, all
 * processors at work: each takes some 5 ms of one, and would else be derived alone when it is first used.
 */
export async function prefetchSecrets(run: PlayRun): Promise<void> {
  if (!run.state.files.hasSecrets) return;
  const envelopes = new Set<string>();
  collect(run.vars, envelopes);
  for (const host of run.batch) collect(run.state.inventory.hostVars(host, run.play.playDir), envelopes);
  if (envelopes.size > 1) await run.state.files.prefetch(envelopes);
}

function collect(value: Value, found: Set<string>): void {
  if (value instanceof VaultText) found.add(value.envelope);
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isDict(value)) for (const item of value.values()) collect(item, found);
}
