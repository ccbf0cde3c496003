import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { targetPath } from "./files/paths.ts";

/** `slurp`: the content of a file in base64. */
export const slurp = defineAction({
  name: "slurp",
  options: { src: { type: "path", required: true, aliases: ["path"], description: "The file." } },
  async run({ src }, call) {
    const target = await call.target();
    const source = targetPath(call, target, src);
    const info = await target.files.stat(source, { follow: true });
    if (!info) throw new HintedError("TASK_FAILED", `file not found: ${source}`, { hint: "Check 'src'" });
    if (info.kind === "directory") {
      throw new HintedError("TASK_FAILED", `source is a directory and must be a file: ${source}`, {
        hint: "Check 'src'",
      });
    }
    const content = await target.files.read(source);
    return resultOf({ changed: false, content: content.toString("base64"), source, encoding: "base64" });
  },
});
