import { ToolFailure } from "./failure.ts";
import type { NodeApi } from "./node-api.ts";
import { need, readWords, type Words } from "./words.ts";

/** `pveum`: users, tokens, roles, groups and the access list. @returns what it prints */
export async function pveum(api: NodeApi, args: readonly string[]): Promise<string> {
  const depth = args[0] === "user" && args[1] === "token" ? 3 : 2;
  const command = args.slice(0, depth).join(" ");
  const words = readWords(args.slice(depth));
  if (command === "user token add") return addToken(api, words);
  if (command === "acl modify") {
    await api.call("put", "/access/acl", { path: need(words, 0, "pveum acl modify <path>"), ...words.options });
    return "";
  }
  const [, area, action] = /^(user|role|group) (add|modify|delete|list)$/.exec(command) ?? [];
  if (area === undefined || action === undefined) throw new ToolFailure(`ERROR: unknown command 'pveum ${command}'`);
  return change(api, { area, action }, words);
}

const IDS: Readonly<Record<string, string>> = { user: "userid", role: "roleid", group: "groupid" };

async function change(
  api: NodeApi,
  { area, action }: { readonly area: string; readonly action: string },
  words: Words,
): Promise<string> {
  const base = `/access/${area}s`;
  if (action === "list") return `${JSON.stringify(await api.call("get", base))}\n`;
  const id = need(words, 0, `pveum ${area} ${action} <${IDS[area] ?? "id"}>`);
  if (action === "add") await api.call("post", base, { [IDS[area] ?? "id"]: id, ...words.options });
  else if (action === "modify") await api.call("put", `${base}/${encodeURIComponent(id)}`, words.options);
  else await api.call("delete", `${base}/${encodeURIComponent(id)}`);
  return "";
}

async function addToken(api: NodeApi, words: Words): Promise<string> {
  const [user, token] = [0, 1].map((at) => need(words, at, "pveum user token add <userid> <tokenid>"));
  const path = `/access/users/${encodeURIComponent(user ?? "")}/token/${encodeURIComponent(token ?? "")}`;
  const { "output-format": _, ...params } = words.options;
  return `${JSON.stringify(await api.call("post", path, params))}\n`;
}
