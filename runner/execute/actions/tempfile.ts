import { HintedError } from "../../../core/errors.ts";
import { shellQuote } from "../connections/shell-quote.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { pathFacts } from "./files/attributes.ts";

/** `tempfile`: a new temporary file or folder, readable by its owner only. */
export const tempfile = defineAction({
  name: "tempfile",
  options: {
    state: { type: "str", choices: ["file", "directory"], default: "file", description: "What to make." },
    path: { type: "path", description: "Where; the system's place when not given." },
    prefix: { type: "str", default: "ansible.", description: "How its name starts." },
    suffix: { type: "str", default: "", description: "How its name ends." },
  },
  async run({ state, path, prefix, suffix }, call) {
    for (const [name, value] of Object.entries({ prefix, suffix })) requireNamePart(name, value);
    const target = await call.target();
    const folder = path === undefined ? '"${TMPDIR:-/tmp}"' : shellQuote(path);
    const make = state === "directory" ? 'mkdir -m 700 "$n"' : '( umask 077; set -C; : > "$n" )';
    // mktemp has no portable way to give a suffix.
    const script = `i=0; while [ $i -lt 100 ]; do n=${folder}/${shellQuote(prefix)}$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')${suffix === "" ? "" : shellQuote(suffix)}; ${make} 2>/dev/null && { printf %s "$n"; exit 0; }; i=$((i+1)); done; exit 1`;
    const done = await target.exec({ shell: script, env: call.environment }, call.signal);
    const made = done.stdout.toString("utf8");
    if (done.rc !== 0) {
      throw new HintedError("TASK_FAILED", "No temporary file could be made", {
        hint: "Check that the folder exists and can be written",
      });
    }
    return resultOf({ changed: true, path: made, ...pathFacts(await target.files.stat(made)) });
  },
});

function requireNamePart(option: string, value: string): void {
  if (!value.includes("/")) return;
  throw new HintedError("OPTION_INVALID", `${option} must be a valid file name component, got '${value}'`, {
    hint: `Leave / out of '${option}', and name the folder in 'path'`,
  });
}
