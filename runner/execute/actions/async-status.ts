import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";

/** `async_status`: what became of a task that runs on by itself. */
export const asyncStatus = defineAction({
  name: "async_status",
  options: {
    jid: { type: "str", required: true, description: "The job's id." },
    mode: { type: "str", choices: ["status", "cleanup"], default: "status", description: "Ask, or forget it." },
  },
  run({ jid, mode }, call) {
    const { jobs } = call.run.state;
    if (mode === "status") return jobs.status(jid);
    jobs.forget(jid);
    return resultOf({ changed: false, erased: jid, ansible_job_id: jid, finished: false, started: false });
  },
});
