import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";

/** `ping`: connects and answers. */
export const ping = defineAction({
  name: "ping",
  options: { data: { type: "str", default: "pong", description: "What to answer; 'crash' fails." } },
  async run({ data }, call) {
    const target = await call.target();
    await target.exec({ argv: ["true"] }, call.signal);
    if (data === "crash") return resultOf({ changed: false, failed: true, msg: "Task failed: Module failed: boom" });
    return resultOf({ changed: false, ping: data });
  },
});
