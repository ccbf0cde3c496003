import { Command } from "commander";
import { isPool } from "../../../core/proxmox/access/grants.ts";
import { type AclPath, firstMissing, type Held, type Requirement } from "../../../core/proxmox/access/requirement.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import type { TaskNeed } from "../../access/need.ts";
import { withSession } from "../api/api-action.ts";
import type { CommandContext } from "../command-context.ts";
import { tableLines } from "../table.ts";
import { addPlaybookFlags, connectionOf, type PlaybookFlags, playbookNeeds } from "./playbook-flags.ts";
import { pathText, whereText } from "./show-plan.ts";

interface CheckFlags extends PlaybookFlags {
  readonly user?: string;
  readonly for?: string;
  readonly json?: boolean;
}

/** Privileges by path, each with 1 where it also counts below. */
type Permissions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** `pveplay access check`: what a credential may do, and what it lacks for a playbook. */
export function checkCommand(context: CommandContext): Command {
  const command = new Command("check")
    .description("show what a credential may do, by path, or what it lacks for a playbook")
    .option("--user <user>", "another user or token than the one that asks: user@realm, or user@realm!tokenid")
    .option(
      "--for <playbook>",
      "show what the playbook needs and the credential lacks; ends with 1 when anything is missing",
    )
    .option("--json", "print JSON");
  return addPlaybookFlags(command).action((flags: CheckFlags) =>
    withSession(connectionOf(flags), context, async (session) => {
      const client = session.client();
      const rights = new Rights(client, flags.user);
      if (flags.for === undefined) return context.write(rightsText(await rights.all(), rights.identity, flags));
      const { needs, notes } = await playbookNeeds(flags.for, flags, { context, session });
      const missing = await missingOf(needs, rights);
      for (const note of notes) context.warn(note);
      context.write(missingText(missing, { rights, flags, cwd: context.cwd }));
      if (missing.length > 0) context.setExitCode(1);
    }),
  );
}

/** The effective rights of a credential, asked path by path where the list does not say. */
class Rights {
  readonly #client: ProxmoxClient;
  readonly #who: Readonly<Record<string, string>>;
  readonly identity: string;

  constructor(client: ProxmoxClient, user: string | undefined) {
    this.#client = client;
    this.#who = user === undefined ? {} : { userid: user };
    this.identity = user ?? client.identity;
  }

  all(): Promise<Permissions> {
    return this.#client.get<Permissions>("/access/permissions", this.#who);
  }

  async on(paths: readonly string[]): Promise<Permissions> {
    const answers = await Promise.all(
      paths.map((path) => this.#client.get<Permissions>("/access/permissions", { ...this.#who, path })),
    );
    return Object.assign({}, ...answers);
  }
}

interface Missing {
  readonly need: TaskNeed;
  readonly what: Requirement;
}

async function missingOf(needs: readonly TaskNeed[], rights: Rights): Promise<readonly Missing[]> {
  const paths = new Set(needs.flatMap(({ requirement }) => pathsOf(requirement)).map(({ path }) => path));
  const permissions = await rights.on([...paths]);
  const held: Held = (privilege, { path, below }) => {
    const flag = permissions[path]?.[privilege];
    return flag !== undefined && (below === undefined || isPool(path) || flag === 1);
  };
  return needs.flatMap((need) => {
    const what = firstMissing(need.requirement, held);
    return what === undefined ? [] : [{ need, what }];
  });
}

function pathsOf(requirement: Requirement): readonly AclPath[] {
  switch (requirement.kind) {
    case "privileges":
      return requirement.paths;
    case "all":
    case "any":
      return requirement.parts.flatMap(pathsOf);
    case "root":
      return [];
  }
}

function rightsText(permissions: Permissions, identity: string, { json }: CheckFlags): string {
  if (json) return `${JSON.stringify({ identity, permissions }, null, 2)}\n`;
  const rows = Object.entries(permissions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, privileges]) => [path, shown(privileges)]);
  if (rows.length === 0) return `${identity} may do nothing${identity.includes("!") ? PRIVSEP : ""}\n`;
  const lines = tableLines(
    [{ title: "PATH" }, { title: "PRIVILEGES (those in brackets only on the path itself)" }],
    rows,
  );
  return `${identity}\n${lines.join("\n")}\n`;
}

const PRIVSEP =
  ": a token with privilege separation has what is granted both to it and to its user, so entries for one of them are not enough";

function shown(privileges: Readonly<Record<string, number>>): string {
  return Object.entries(privileges)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, propagates]) => (propagates === 1 ? name : `[${name}]`))
    .join(" ");
}

interface Shown {
  readonly rights: Rights;
  readonly flags: CheckFlags;
  readonly cwd: string;
}

function missingText(missing: readonly Missing[], { rights, flags, cwd }: Shown): string {
  const { identity } = rights;
  if (flags.json) {
    const entries = missing.map(({ need, what }) => ({
      task: need.task,
      where: whereText(need.origin, cwd),
      endpoint: need.endpoint,
      missing: what,
    }));
    return `${JSON.stringify({ identity, playbook: flags.for, missing: entries }, null, 2)}\n`;
  }
  if (missing.length === 0) return `${identity} has all that ${flags.for ?? ""} needs\n`;
  const rows = missing.map(({ need, what }) => [
    need.task,
    whereText(need.origin, cwd),
    need.endpoint,
    requirementText(what),
  ]);
  const columns = ["TASK", "WHERE", "CALL", "LACKS"].map((title) => ({ title }));
  return `${identity} lacks:\n${tableLines(columns, rows).join("\n")}\nSee: pveplay access plan ${flags.for ?? ""}\n`;
}

/** A requirement in words: `VM.Audit on /vms/100`. */
function requirementText(requirement: Requirement): string {
  switch (requirement.kind) {
    case "privileges":
      return `${requirement.oneOf.join(" or ")} on ${requirement.paths.map(pathText).join(" or ")}`;
    case "all":
      return requirement.parts.map(requirementText).join(" and ");
    case "any":
      return requirement.parts.map(requirementText).join(", or ");
    case "root":
      return `root@pam in person: ${requirement.reason}`;
  }
}
