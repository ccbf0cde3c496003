import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import { type Applied, defineModule, type Shown } from "../kit/define-module.ts";
import { options, type TokenArgs } from "./options.ts";
import { type Change, plan, type Settings, type Token } from "./plan.ts";
import { tokenName } from "./token-name.ts";

export default defineModule({
  name: "proxmox_token",
  summary: "Manage API tokens",
  description: [
    "Makes, changes and removes one API token of a user. Other tokens of the user are never touched.",
    "The server tells a token's secret once, when it is made: register the task, and give it C(no_log: true).",
  ],
  options,
  returns: {
    full_tokenid: {
      type: "str",
      returned: "always",
      description: "The token as V(user@realm!tokenid).",
      sample: "deploy@pve!play",
    },
    token_secret: {
      type: "str",
      returned: "when the token was made",
      description: "The secret of the new token. It can not be read again.",
    },
  },
  read: (client, args) => getIfThere<Token>(client, pathOf(args)),
  plan,
  show,
  apply,
  result: (_current, args) => ({ full_tokenid: fullId(args) }),
});

function fullId(args: TokenArgs): string {
  const { userid, tokenid } = tokenName(args);
  return `${userid}!${tokenid}`;
}

function pathOf(args: TokenArgs): string {
  const { userid, tokenid } = tokenName(args);
  return `/access/users/${encodeURIComponent(userid)}/token/${encodeURIComponent(tokenid)}`;
}

async function apply(client: ProxmoxClient, args: TokenArgs, change: Change): Promise<Applied<typeof options>> {
  switch (change.kind) {
    case "create":
      return create(client, args, change.settings);
    case "update":
      await client.put(pathOf(args), { ...change.after });
      return {};
    case "remove":
      await client.delete(pathOf(args));
      return {};
  }
}

/** "Token already exists" is an outcome: somebody was faster, and what is left is to compare. */
async function create(client: ProxmoxClient, args: TokenArgs, settings: Settings): Promise<Applied<typeof options>> {
  try {
    const made = await client.post<{ readonly value: string }>(pathOf(args), { ...settings });
    return { result: { token_secret: made.value } };
  } catch (error) {
    const exists =
      error instanceof ApiError &&
      /Token already exists/.test(`${error.answer.reason} ${Object.values(error.answer.errors).join(" ")}`);
    if (!exists) throw error;
    return { replan: {} };
  }
}

function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, ...change.settings } };
    case "update":
      return { before: { ...change.before }, after: { ...change.after } };
    case "remove":
      return { before: { exists: true, ...change.before }, after: { exists: false } };
  }
}
