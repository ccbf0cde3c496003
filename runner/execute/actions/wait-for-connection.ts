import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { sleep } from "../sleep.ts";
import { defineAction } from "./action.ts";

/** `wait_for_connection`: waits until the target can be reached and runs commands. */
export const waitForConnection = defineAction({
  name: "wait_for_connection",
  options: {
    connect_timeout: { type: "int", default: 5, description: "Seconds a try may take." },
    delay: { type: "int", default: 0, description: "Seconds before the first try." },
    sleep: { type: "int", default: 1, description: "Seconds between tries." },
    timeout: { type: "int", default: 600, description: "Seconds to wait at most." },
  },
  async run({ connect_timeout: connectTimeout, delay, sleep: pause, timeout }, call) {
    if (call.checkMode) return resultOf({ changed: false, skipped: true });
    const started = performance.now();
    const elapsed = (): number => Math.floor((performance.now() - started) / 1000);
    await sleep(delay * 1000, call.signal);
    let last = "";
    while (elapsed() < timeout && !call.signal.aborted) {
      try {
        const target = await call.target({ connectTimeout });
        const done = await target.exec({ argv: ["true"] }, call.signal);
        if (done.rc === 0) return resultOf({ changed: false, elapsed: elapsed() });
        last = done.stderr.toString("utf8").trim();
      } catch (error) {
        if (!(error instanceof HintedError)) throw error;
        last = error.message;
      }
      await sleep(pause * 1000, call.signal);
    }
    throw new HintedError("TASK_TIMEOUT", `timed out waiting for ping module test: ${last}`, {
      hint: "Check that the host is up, or raise 'timeout'",
      details: { elapsed: elapsed() },
    });
  },
});
