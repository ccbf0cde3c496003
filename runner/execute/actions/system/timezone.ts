import { HintedError } from "../../../../core/errors.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runScript } from "../tool.ts";

const READ = `
if [ -L /etc/localtime ]; then readlink -f /etc/localtime | sed 's,^.*/zoneinfo/,,'
elif [ -f /etc/timezone ]; then cat /etc/timezone; fi`;
const SET = `
set -e
if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null 2>&1; then timedatectl set-timezone "$1"
else ln -sfn "/usr/share/zoneinfo/$1" /etc/localtime; fi
if [ -f /etc/timezone ]; then echo "$1" > /etc/timezone; fi`;

/** `timezone` of community.general: the target's time zone. */
export const timezone = defineAction({
  name: "timezone",
  collection: "community.general",
  options: { name: { type: "str", required: true, description: "The zone, such as Europe/Vienna." } },
  async run({ name }, call) {
    const before = (await runScript(call, READ)).stdout.trim();
    if (before === name) return resultOf({ changed: false });
    await requireZone(name, call);
    if (!call.checkMode) await mustRun(call, ["/bin/sh", "-c", SET, "sh", name]);
    return resultOf({ changed: true, diff: { before: { name: before }, after: { name } } });
  },
});

async function requireZone(name: string, call: ActionCall): Promise<void> {
  const there = await runScript(call, 'case $1 in ../*|/*) exit 1;; esac; [ -f "/usr/share/zoneinfo/$1" ]', [name]);
  if (there.rc === 0) return;
  throw new HintedError("TASK_FAILED", `The target knows no time zone '${name}'`, {
    hint: "Correct the name, or install the package tzdata on the target",
  });
}
