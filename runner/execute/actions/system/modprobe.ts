import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runScript } from "../tool.ts";

/** `modprobe` of community.general: a module of the target's kernel. */
export const modprobe = defineAction({
  name: "modprobe",
  collection: "community.general",
  options: {
    name: { type: "str", required: true, description: "The module." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is loaded." },
    params: { type: "str", default: "", description: "Its parameters." },
    persistent: {
      type: "str",
      choices: ["disabled", "present", "absent"],
      default: "disabled",
      description: "Whether it is loaded at each start; `disabled` leaves that alone.",
    },
  },
  async run({ name, state, params, persistent }, call) {
    const words = params.split(/\s+/).filter((word) => word !== "");
    const isLoaded = await loaded(name, call);
    const dry = call.checkMode ? ["-n"] : [];
    const differs = isLoaded !== (state === "present");
    if (differs) {
      await mustRun(
        call,
        state === "present" ? ["modprobe", ...dry, name, ...words] : ["modprobe", "-r", ...dry, name],
      );
    }
    const lasts =
      persistent === "disabled" ? false : await keep({ name, words, wanted: persistent === "present" }, call);
    return resultOf({ changed: differs || lasts, name, params, state });
  },
});

async function loaded(name: string, call: ActionCall): Promise<boolean> {
  const script = `
    grep -q "^$(echo "$1" | tr - _) " /proc/modules 2>/dev/null && exit 0
    grep -q "/$1\\.ko$" "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null`;
  return (await runScript(call, script, [name])).rc === 0;
}

interface Lasting {
  readonly name: string;
  readonly words: readonly string[];
  readonly wanted: boolean;
}

/** Brings /etc/modules-load.d and /etc/modprobe.d in line; lines that are not wanted become comments. */
async function keep({ name, words, wanted }: Lasting, call: ActionCall): Promise<boolean> {
  const find = `cat /etc/modules-load.d/* 2>/dev/null | grep -Eq "^ *$1 *([#;].*)?$" && echo load
    cat /etc/modprobe.d/* 2>/dev/null | sed -n "s/^options $1 \\([A-Za-z0-9_]*=[^ ]*\\) *\\([#;].*\\)\\{0,1\\}$/\\1/p"`;
  const lines = (await runScript(call, find, [name])).stdout.split("\n").filter((line) => line !== "");
  const isKept = lines.includes("load");
  const options = lines.filter((line) => line !== "load").toSorted();
  const sameOptions = options.join(" ") === words.toSorted().join(" ");
  if (wanted ? isKept && sameOptions : !isKept && options.length === 0) return false;
  if (call.checkMode) return true;
  const drop = `for f in /etc/modprobe.d/*; do [ -f "$f" ] && sed -i "s/^options $1 /#&/" "$f"; done; :`;
  const unload = `for f in /etc/modules-load.d/*; do [ -f "$f" ] && sed -i -E "s/^ *$1 *([#;].*)?$/#&/" "$f"; done; :`;
  const load = 'mkdir -p /etc/modules-load.d; echo "$1" > "/etc/modules-load.d/$1.conf"';
  const set =
    'n=$1; shift; mkdir -p /etc/modprobe.d; for p in "$@"; do echo "options $n $p"; done > "/etc/modprobe.d/$n.conf"';
  const run = (script: string): Promise<unknown> => mustRun(call, ["/bin/sh", "-c", script, "sh", name, ...words]);
  if (!sameOptions || !wanted) await run(drop);
  if (!wanted) await run(unload);
  else {
    if (!isKept) await run(load);
    if (!sameOptions && words.length > 0) await run(set);
  }
  return true;
}
