import { resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { runScript } from "../tool.ts";

interface Service {
  readonly name: string;
  readonly state: string;
  readonly status?: string;
  readonly source: "systemd" | "sysv";
}

/** `service_facts`: the services of the target as `ansible_facts.services`: units of systemd, and scripts of /etc/init.d. */
export const serviceFacts = defineAction({
  name: "service_facts",
  options: {},
  async run(_args, call) {
    const services = new Map([...(await scriptServices(call)), ...(await systemdServices(call))]);
    if (services.size === 0) {
      return resultOf({ changed: false, skipped: true, msg: "No services found on the target" });
    }
    return resultOf({ changed: false, ansible_facts: { services: Object.fromEntries(services) } });
  },
});

/** Units as they run, then unit files, then what the ones that are not loaded are doing. */
const ASK = `
[ -d /run/systemd/system ] || exit 0
echo =units; systemctl list-units --no-pager --type service --all --plain --no-legend
echo =files; systemctl list-unit-files --no-pager --type service --all --no-legend
echo =states; systemctl show --property=Id,ActiveState $(systemctl list-unit-files --no-pager --type service --all --no-legend | awk '$1 !~ /@\\.service$/ { print $1 }')
:`;

const BAD = ["not-found", "masked", "failed"];

async function systemdServices(call: ActionCall): Promise<ReadonlyMap<string, Service>> {
  const { stdout } = await runScript(call, ASK);
  const [, units = "", files = "", states = ""] = stdout.split(/^=(?:units|files|states)\n/m);
  const services = new Map<string, Service>();
  for (const line of units.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const [name = "", , active = "unknown", sub] = fields;
    if (!name.includes(".service")) continue;
    const status = BAD.find((word) => fields.slice(1, 4).includes(word)) ?? active;
    services.set(name, { name, state: sub === "running" ? "running" : "stopped", status, source: "systemd" });
  }
  const active = activeStates(states);
  for (const line of files.split("\n")) {
    const [name = "", status = ""] = line.trim().split(/\s+/);
    if (!name.includes(".service")) continue;
    const known = services.get(name);
    if (!known) services.set(name, { name, state: active.get(name) ?? "unknown", status, source: "systemd" });
    else if (!BAD.includes(known.status ?? "")) services.set(name, { ...known, status });
  }
  return services;
}

/** Scripts of /etc/init.d, as far as they can tell how they are. */
async function scriptServices(call: ActionCall): Promise<ReadonlyMap<string, Service>> {
  const { stdout } = await runScript(call, "service --status-all 2>&1; :");
  const services = new Map<string, Service>();
  for (const [, sign, name = ""] of stdout.matchAll(/^ *\[ ([+-]) \] +(\S+)/gm)) {
    services.set(name, { name, state: sign === "+" ? "running" : "stopped", source: "sysv" });
  }
  return services;
}

function activeStates(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n\n").flatMap((block) => {
      const id = /^Id=(.*)$/m.exec(block)?.[1];
      const state = /^ActiveState=(.*)$/m.exec(block)?.[1];
      return id === undefined || state === undefined ? [] : [[id, state] as const];
    }),
  );
}
