import { HintedError } from "../../../../core/errors.ts";
import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun, runScript } from "../tool.ts";

/** Ways to name a machine: systemd's own, and the files of systems without it. */
const STRATEGIES = ["systemd", "debian", "alpine", "redhat"] as const;
type Strategy = (typeof STRATEGIES)[number];

/** `hostname`: the target's name, now and after its next start. */
export const hostname = defineAction({
  name: "hostname",
  options: {
    name: { type: "str", required: true, description: "The name." },
    use: { type: "str", choices: STRATEGIES, description: "How it is set; found out when not given." },
  },
  async run({ name, use }, call) {
    if (name.length > 64) {
      throw new HintedError("OPTION_INVALID", `A host's name has 64 characters at most: ${name}`, {
        hint: "Shorten it",
      });
    }
    const strategy = use ?? (await detect(call));
    const { current, permanent } = await names(strategy, call);
    const changed = name !== current || name !== permanent;
    if (changed && !call.checkMode) await rename(strategy, { name, current, permanent }, call);
    const fqdn = (await runScript(call, "hostname -f 2>/dev/null || uname -n")).stdout.trim();
    const before = name === current ? permanent : current;
    return resultOf({
      changed,
      name,
      ansible_facts: {
        ansible_hostname: name.split(".")[0],
        ansible_nodename: name,
        ansible_fqdn: fqdn,
        ansible_domain: fqdn.split(".").slice(1).join("."),
      },
      ...(changed ? { diff: { before: `hostname = ${before}\n`, after: `hostname = ${name}\n` } } : {}),
    });
  },
});

async function detect(call: ActionCall): Promise<Strategy> {
  const script = `[ -d /run/systemd/system ] && command -v hostnamectl >/dev/null 2>&1 && { echo systemd; exit; }
    [ -f /etc/hostname ] && { echo debian; exit; }; [ -f /etc/sysconfig/network ] && echo redhat; :`;
  const found = (await runScript(call, script)).stdout.trim();
  for (const strategy of STRATEGIES) if (strategy === found) return strategy;
  throw new HintedError("OPTION_UNSUPPORTED", "How this target keeps its name is not known", {
    hint: `Set 'use' to one of ${STRATEGIES.join(", ")}, or use command`,
  });
}

interface Names {
  readonly current: string;
  readonly permanent: string;
}

async function names(strategy: Strategy, call: ActionCall): Promise<Names> {
  if (strategy === "systemd") {
    const ask = async (kind: string): Promise<string> =>
      (await mustRun(call, ["hostnamectl", kind, "status"])).stdout.trim();
    return { current: await ask("--transient"), permanent: await ask("--static") };
  }
  const file = strategy === "redhat" ? "sed -n 's/^HOSTNAME=//p' /etc/sysconfig/network" : "cat /etc/hostname";
  const said = await runScript(call, `uname -n; ${file} 2>/dev/null | grep -v '^#' | head -n 1`);
  const [current = "", permanent = ""] = said.stdout.split("\n");
  return { current, permanent: permanent.trim() };
}

async function rename(
  strategy: Strategy,
  { name, current, permanent }: Names & { name: string },
  call: ActionCall,
): Promise<void> {
  if (strategy === "systemd") {
    // The lasting name first, so that nothing complains of the other one.
    if (name !== permanent) await mustRun(call, ["hostnamectl", "--pretty", "--static", "set-hostname", name]);
    if (name !== current) await mustRun(call, ["hostnamectl", "--transient", "set-hostname", name]);
    return;
  }
  const file =
    strategy === "redhat"
      ? `{ grep -v '^HOSTNAME=' /etc/sysconfig/network; echo "HOSTNAME=$1"; } > /etc/sysconfig/network.new && cat /etc/sysconfig/network.new > /etc/sysconfig/network && rm /etc/sysconfig/network.new`
      : 'echo "$1" > /etc/hostname';
  if (name !== permanent) await mustRun(call, ["/bin/sh", "-c", file, "sh", name]);
  if (name !== current) await mustRun(call, ["hostname", name]);
}
