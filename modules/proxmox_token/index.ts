import { defineModule, type Shown } from "../kit/define-module.ts";
import { apply } from "./apply.ts";
import { constraints, options, type TokenArgs } from "./options.ts";
import { type Change, type Current, isDue, plan, type Settings } from "./plan.ts";
import { read } from "./read.ts";
import { tokenName } from "./token-name.ts";

export default defineModule({
  name: "proxmox_token",
  summary: "Manage API tokens",
  description: [
    "Makes, changes, rotates and removes one API token of a user. Other tokens of the user are never touched.",
    "The server tells a token's secret once. It goes into a vault file (O(vault_file)), or into the result of a task with C(no_log: true), which then is to be registered: Ansible shows the results of all other tasks, and a module can not prevent that.",
  ],
  options,
  constraints,
  returns: {
    full_tokenid: {
      type: "str",
      returned: "always",
      description: "The token in use, as V(user@realm!tokenid); in check mode the one in use so far.",
      sample: "deploy@pve!play",
    },
    token_secret: {
      type: "str",
      returned: "when there is a new secret and no O(vault_file)",
      description: "The secret. It can not be read again.",
    },
    vault_file: {
      type: "str",
      returned: "when a new secret was stored",
      description: "The file the secret was written to.",
    },
    vault_text: {
      type: "str",
      returned: "when a new secret was proved to have a place and then could not be written",
      description: "The secret as an inline vault value, encrypted with the vault's password.",
    },
  },
  read,
  plan,
  show,
  apply,
  result: (current, args) => ({
    full_tokenid: `${tokenName(args).userid}!${current.current?.tokenid ?? tokenName(args).tokenid}`,
  }),
  warnings,
});

function warnings(current: Current, args: TokenArgs): readonly string[] {
  const token = current.current;
  if (token === undefined || args.state === "absent") return [];
  if (isDue(current, args)) return current.isRegenerable ? [] : replacementWarnings(current);
  const { vault, pending } = current;
  const broken = pending.map(
    ({ tokenid }) =>
      `${tokenid} was made to replace ${token.tokenid} by a run that broke off: the next rotation removes it; if the secret stored is that of ${tokenid}, rotate now`,
  );
  if (vault === undefined || vault.isSet) return broken;
  return [
    ...broken,
    `${vault.file} has no ${args.vault_key ?? ""}, and the secret of a token that is there can not be read again: use 'state: rotated'`,
  ];
}

function replacementWarnings({ vault, successor }: Current): readonly string[] {
  return vault === undefined || vault.hasTokenidKey
    ? []
    : [
        `This server gives no token a new secret: ${successor} takes its place, add 'vault_tokenid_key' to store its name`,
      ];
}

function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, ...change.settings } };
    case "update":
      return { before: { ...change.before }, after: { ...change.after } };
    case "regenerate":
    case "replace":
      return showRotation(change);
    case "confirm":
      return { before: { [change.token.tokenid]: "unfinished" }, after: { [change.token.tokenid]: "in use" } };
    case "remove": {
      const { tokenid, comment, expire, privsep } = change.token;
      const before: Settings = { comment, expire, privsep };
      return { before: { [tokenid]: before }, after: { [tokenid]: null } };
    }
  }
}

function showRotation(change: Extract<Change, { readonly kind: "regenerate" | "replace" }>): Shown {
  const { kind, token, before, after, successor } = change;
  const age = token.since === undefined ? "of unknown age" : `of ${new Date(token.since).toISOString().slice(0, 10)}`;
  return {
    before: { token: token.tokenid, secret: age, ...before },
    after: { token: kind === "replace" ? successor : token.tokenid, secret: "new", ...after },
  };
}
