import { shellQuote } from "../../../core/shell-quote.ts";
import { plainArgv } from "../connections/posix-target.ts";
import type { Command } from "../connections/target.ts";
import type { CommandReport, DetachedCommand, ModuleReport } from "./detached-command.ts";
import { JSON_FUNCTIONS } from "./json-in-shell.ts";

/**
 * The shell text of a job: `$1` is its status file, `$2` how many seconds it may take. It notes that the job has started, runs it
 * in a process group of its own, and ends the whole group when its time is over. The status file is Ansible's, so that async_status
 * of either engine understands it.
 */
export function jobScript(job: DetachedCommand): string {
  // In braces, so that all of it has been read before any of it runs.
  return `{
umask 077
path=$1 limit=$2 waited=0
work=$(mktemp -d) || exit 1
printf '{"started": true, "finished": false, "ansible_job_id": "%s"}' "\${path##*/}" > "$path.tmp" && mv -f "$path.tmp" "$path"
if command -v setsid >/dev/null 2>&1; then alone=setsid; else alone=nohup; fi
printf '%s\\n' ${shellQuote(runScript(job))} | $alone /bin/sh -s "$work" "$path" >/dev/null 2>&1 &
group=$!
while [ -d "$work" ]; do
  if [ "$waited" -ge "$limit" ]; then
    kill -9 "-$group" 2>/dev/null || kill -9 "$group" 2>/dev/null
    rm -rf "$work" ${job.report.kind === "module" ? shellQuote(job.report.folder) : ""}
    printf '{"failed": true, "changed": false, "msg": "Timeout exceeded", "child_pid": %s}' "$group" > "$path.tmp"
    mv -f "$path.tmp" "$path"
    exit
  fi
  sleep 1
  waited=$((waited + 1))
done
exit
}`;
}

/** Runs the command and writes its result; `$1` is a private folder, `$2` the status file. */
function runScript({ command, report }: DetachedCommand): string {
  const { stdin } = command;
  const words = plainArgv(command).map(shellQuote).join(" ");
  const input = stdin === undefined ? "" : `printf '%s' ${shellQuote(stdin)} | `;
  const from = stdin === undefined ? " < /dev/null" : "";
  return `{
work=$1 path=$2 missing= changed=true
${JSON_FUNCTIONS}
now() { date '+%Y-%m-%d %H:%M:%S.%N' | sed 's/\\.\\([0-9]\\{6\\}\\).*$/.\\1/; s/\\.[%N]*$/.000000/'; }
seconds() { date '+%s.%N' | sed 's/\\.[%N]*$//'; }
start=$(now) from=$(seconds)
${input}(umask 022; exec ${words})${from} > "$work/out" 2> "$work/err"
rc=$?
end=$(now) to=$(seconds)
delta=$(LC_ALL=C awk -v a="$from" -v b="$to" 'BEGIN { d = b - a; printf "%d:%02d:%09.6f", d / 3600, d / 60 % 60, d % 60 }')
${report.kind === "command" ? `${refuseMissing(command)}${commandResult(report)}` : moduleResult(report)}
mv -f "$path.tmp" "$path"
rm -rf "$work"
exit
}`;
}

/** A program that is not there is no output of a shell, but the failure that Ansible makes of it. */
function refuseMissing({ argv, cwd }: Command): string {
  if (!argv) return "";
  const place = cwd === undefined ? "" : `cd ${shellQuote(cwd)} && `;
  return `if [ "$rc" = 127 ] && ! (${place}command -v ${shellQuote(argv[0] ?? "")}) >/dev/null 2>&1; then
  : > "$work/err"
  missing=1 changed=false
fi
`;
}

function commandResult({ cmd, strip }: CommandReport): string {
  const text = strip ? "json_stripped" : "json";
  return `if [ "$rc" = 0 ]; then outcome='"msg": ""'; else outcome='"failed": true, "msg": "non-zero return code"'; fi
[ -z "$missing" ] || rc=2 outcome='"failed": true, "msg": "Error executing command: No such file or directory"'
{
  printf '{"changed": %s, "stdout": "' "$changed"; ${text} "$work/out"
  printf '", "stderr": "'; ${text} "$work/err"
  printf '", "rc": %s, "cmd": %s, "start": "%s", "end": "%s", "delta": "%s", %s}' \\
    "$rc" ${shellQuote(JSON.stringify(cmd))} "$start" "$end" "$delta" "$outcome"
} > "$path.tmp"`;
}

/** What stands around the JSON object is noise: lines before the first that starts with a brace, and after the last that ends in one. */
function moduleResult({ folder }: ModuleReport): string {
  return `LC_ALL=C awk 'BEGIN { ORS = "" } index($0, "{") == 1 { on = 1 }
  on { held = held between $0; between = "\\n"; if ($0 ~ /}[ \\t\\r]*$/) { print held; held = "" } }' "$work/out" > "$path.tmp"
if ! [ -s "$path.tmp" ]; then
  {
    printf '{"failed": true, "changed": false, "rc": %s, "msg": "MODULE FAILURE: the module printed no JSON object", ' "$rc"
    printf '"module_stdout": "'; json "$work/out"
    printf '", "module_stderr": "'; json "$work/err"
    printf '"}'
  } > "$path.tmp"
fi
rm -rf ${shellQuote(folder)}`;
}
