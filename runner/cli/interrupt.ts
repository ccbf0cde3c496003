import { setMaxListeners } from "node:events";
import type { CommandContext } from "./command-context.ts";

/** A signal that is aborted by the first Ctrl-C or SIGTERM, so that what runs here can end cleanly; the second one ends the program. */
export function interruptSignal({ say }: Pick<CommandContext, "say">): AbortSignal {
  const controller = new AbortController();
  // Every host at work listens.
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(99);
    say("Stopping: nothing more is begun; what servers have begun goes on there. Press Ctrl-C again to leave at once.");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
