import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { apiSchema } from "../../core/proxmox/schema/api-schema.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Param, Params } from "../../core/proxmox/wire.ts";
import { type Applied, defineModule } from "../kit/define-module.ts";
import { checkCall } from "./check-call.ts";
import { type ApiArgs, options } from "./options.ts";
import { type Change, type Current, plan } from "./plan.ts";

export default defineModule({
  name: "proxmox_api",
  summary: "Make any call of the API, checked before it is sent",
  description: [
    "For what has no module of its own. The call is checked against the API schema of the server's version before anything is sent.",
    "A C(PUT) sends only the parameters that differ from what C(GET) of the same path shows, and none when nothing differs.",
  ],
  options,
  returns: {
    data: {
      type: "raw",
      returned: "always",
      description: "The answer of the call; of C(GET) of the path where no call was made.",
    },
  },
  read,
  plan,
  show: ({ method, path, params, before }) => ({
    before,
    after:
      method === "delete"
        ? { [path]: null }
        : { ...(method === "post" ? { [`POST ${path}`]: true } : {}), ...withoutDigest(params) },
  }),
  apply,
  result: ({ data }) => ({ data }),
});

async function read(client: ProxmoxClient, args: ApiArgs): Promise<Current> {
  const { release } = await client.get<{ readonly release: string }>("/version");
  checkCall(apiSchema(release.startsWith("8") ? "8.4" : "9.2"), args);
  if (args.method === "get") return { data: await client.get(args.path, toParams(args.params)) };
  const probe = args.method === "post" ? args.creates : args.path;
  return { data: probe === undefined ? undefined : await getIfThere(client, probe) };
}

/** What a path shows, or undefined when there is nothing or nothing to be read there. */
async function getIfThere(client: ProxmoxClient, path: string): Promise<unknown> {
  try {
    return await client.get(path);
  } catch (error) {
    const isAbsent =
      error instanceof ApiError &&
      (error.code === "PROXMOX_NOT_FOUND" || error.answer.status === 501 || error.answer.status === 400);
    if (isAbsent) return undefined;
    throw error;
  }
}

async function apply(client: ProxmoxClient, args: ApiArgs, change: Change): Promise<Applied<typeof options>> {
  const data = await client[change.method]<unknown>(change.path, toParams(change.params));
  if (!args.wait || typeof data !== "string" || !data.startsWith("UPID:")) return { result: { data } };
  const { warnings } = await waitForTask(client, data, args.timeout);
  return { result: { data }, warnings };
}

function toParams(params: Readonly<Record<string, unknown>>): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, toParam(value)]));
}

function toParam(value: unknown): Param {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return Array.isArray(value) ? value.map(String) : JSON.stringify(value);
}

function withoutDigest(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== "digest"));
}
