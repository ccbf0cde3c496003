import type { ActionCall } from "../../action.ts";
import { runScript, runTool, type ToolResult, toolFailure } from "../../tool.ts";
import type { AptArgs } from "./options.ts";

const ENV = { DEBIAN_FRONTEND: "noninteractive", DEBIAN_PRIORITY: "critical" };

/** Options every call of apt-get gets that changes packages. */
export function commonWords(args: AptArgs): readonly string[] {
  return [
    ...args.dpkg_options.split(",").flatMap((option) => ["-o", `Dpkg::Options::=--${option.trim()}`]),
    "-o",
    `DPkg::Lock::Timeout=${args.lock_timeout}`,
    ...(args.force ? ["--force-yes"] : []),
  ];
}

/** Runs apt-get -y; in check mode it only simulates. @throws HintedError TASK_FAILED */
export async function aptGet(args: AptArgs, words: readonly string[], call: ActionCall): Promise<ToolResult> {
  const argv = ["apt-get", "-y", ...commonWords(args), ...(call.checkMode ? ["--simulate"] : []), ...words];
  return withPolicy(args, call, async () => {
    const done = await runTool(call, argv, { env: ENV });
    if (done.rc !== 0) throw toolFailure(["apt-get", words.find((word) => !word.startsWith("-")) ?? ""], done);
    return done;
  });
}

/** Puts a policy-rc.d in place of the one that is there, if any. */
const SET_POLICY = `
f=/usr/sbin/policy-rc.d
if [ -e "$f" ]; then mv "$f" "$f.pveplay"; fi
printf '#!/bin/sh\\nexit %d\\n' "$1" > "$f" && chmod 755 "$f"`;
const DROP_POLICY = `
f=/usr/sbin/policy-rc.d
rm -f "$f"
if [ -e "$f.pveplay" ]; then mv "$f.pveplay" "$f"; fi`;

async function withPolicy<T>({ policy_rc_d: code }: AptArgs, call: ActionCall, work: () => Promise<T>): Promise<T> {
  if (code === undefined || call.checkMode) return work();
  const set = await runScript(call, SET_POLICY, [String(code)]);
  if (set.rc !== 0) throw toolFailure(["policy-rc.d"], set);
  try {
    return await work();
  } finally {
    await runScript(call, DROP_POLICY);
  }
}

/** What apt-get says it does, between reading its lists and its summary. */
export function preparedDiff(output: string): Readonly<Record<string, string>> {
  const lines = output.split("\n");
  const from = lines.indexOf("Reading state information...") + 1;
  const end = lines.findIndex((line) => /^[0-9]+ (packages )?upgraded/.test(line));
  return { prepared: lines.slice(from, end < 0 ? undefined : end + 1).join("\n") };
}

/** Whether apt-get said that nothing had to be done. */
export function didNothing({ stdout }: ToolResult): boolean {
  return /^0 upgraded, 0 newly installed, 0 to remove/m.test(stdout);
}
