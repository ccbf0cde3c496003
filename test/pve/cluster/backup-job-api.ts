import { unixTime } from "../clock.ts";
import { parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Config } from "../state.ts";

const base = "/cluster/backup";

/** Scheduled backup jobs. */
export const backupJobs: Handlers = {
  [`GET ${base}`]: (call) => [...call.services.state.backupJobs].map(([id, job]) => row(call, id, job)),
  [`POST ${base}`]: create,
  [`GET ${base}/{id}`]: (call) => row(call, call.params.need("id"), find(call)),
  [`PUT ${base}/{id}`]: update,
  [`DELETE ${base}/{id}`]: remove,
};

const NUMBERS = new Set([
  "all",
  "bwlimit",
  "enabled",
  "ionice",
  "lockwait",
  "pigz",
  "protected",
  "quiet",
  "remove",
  "repeat-missed",
  "stdexcludes",
  "stop",
  "stopwait",
  "zstd",
]);
const HOUR = 3600;

function row(call: Call, id: string, job: Config): Record<string, unknown> {
  const options = [...job].map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value] as const);
  return {
    enabled: 1,
    mode: "snapshot",
    ...Object.fromEntries(options),
    id,
    type: "vzdump",
    "next-run": Math.ceil(unixTime(call.services.clock) / HOUR) * HOUR,
  };
}

function find(call: Call): Config {
  const id = call.params.need("id");
  const job = call.services.state.backupJobs.get(id);
  if (!job) throw parameterError({ id: `No such job '${id}'` });
  return job;
}

function create({ params, services }: Call): null {
  const id = params.get("id") ?? services.random.uuid();
  if (services.state.backupJobs.has(id)) throw parameterError({ id: `Job '${id}' already exists` });
  if (!params.has("schedule") && !params.has("starttime"))
    throw parameterError({ schedule: "property is missing and it is not optional" });
  services.state.backupJobs.set(id, params.without("id"));
  return null;
}

function update(call: Call): null {
  const job = find(call);
  for (const key of call.params.list("delete")) job.delete(key);
  for (const [key, value] of call.params.without("id", "delete")) job.set(key, value);
  return null;
}

function remove(call: Call): null {
  find(call);
  call.services.state.backupJobs.delete(call.params.need("id"));
  return null;
}
