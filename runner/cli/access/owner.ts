import { basename, extname } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { PlanOwner } from "../../access/access-plan.ts";

/** Who gets the rights, as `--user` and `--token` say. */
export interface OwnerFlags {
  readonly user?: string;
  readonly token?: string;
}

/** The user and token rights are planned for: `playbooks@pve` with a token named after the playbook, unless told otherwise. @throws HintedError USAGE */
export function ownerOf({ user = "playbooks@pve", token }: OwnerFlags, playbook: string): PlanOwner {
  const [userid = "", inUser] = user.split("!");
  const tokenid = token ?? inUser ?? nameOf(playbook);
  if (!/^[^\s@:/]+@[A-Za-z][\w.-]+$/.test(userid))
    throw new HintedError("USAGE", `'${userid}' is no user`, { hint: "Write --user as user@realm" });
  if (!/^[A-Za-z][A-Za-z0-9._-]+$/.test(tokenid))
    throw new HintedError("USAGE", `'${tokenid}' is no name of a token`, {
      hint: "Give --token at least two characters: a letter, then letters, digits, '.', '_' or '-'",
    });
  return { userid, tokenid };
}

function nameOf(playbook: string): string {
  const name = basename(playbook, extname(playbook)).replaceAll(/[^A-Za-z0-9._-]/g, "-");
  return /^[A-Za-z].+$/.test(name) ? name : `playbook-${name}`;
}
