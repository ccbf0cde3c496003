import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { matchEndpoint } from "../../core/proxmox/schema/match-endpoint.ts";
import { apiSchema } from "../../core/proxmox/schema/api-schema.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ method, path, params, creates }, { version }) => {
    const schema = apiSchema(version);
    const probe = method === "post" ? creates : path;
    const given = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, textOf(value)]));
    const call = (verb: string, where: string, values: Readonly<Record<string, string>>): readonly AccessCall[] => {
      const found = matchEndpoint(schema, verb, where);
      return found ? [{ endpoint: found.endpoint, params: { ...values, ...found.values } }] : [];
    };
    const looks = method === "get" || probe === undefined ? [] : call("GET", probe, {});
    return [...looks, ...call(method.toUpperCase(), path, given)];
  },
});

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return value.map(textOf).join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}
