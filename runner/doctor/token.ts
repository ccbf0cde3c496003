import { ApiError } from "../../core/proxmox/api-error.ts";
import { abilities, abilityLines, type Permissions } from "./capabilities.ts";
import type { Finding, Look } from "./finding.ts";
import { examine, type Patient } from "./patient.ts";

const TOPIC = "token";
const DAY = 86_400_000;
const SOON = 30;

interface TokenFacts {
  readonly expire?: number;
  readonly privsep?: number;
}

/** What the credential may do, and until when. */
export function lookAtToken({ client }: Patient): Promise<Look> {
  return examine(TOPIC, async () => {
    const permissions = await client.get<Permissions>("/access/permissions");
    const { identity } = client;
    const findings = [...rights(identity, permissions), ...(await expiry({ client }))];
    const list = abilities(permissions);
    const able = list.filter(({ where }) => where.length > 0).length;
    const summary = `${identity} may do ${able} of ${list.length} everyday things`;
    return { topic: TOPIC, summary, details: abilityLines(list), findings };
  });
}

function rights(identity: string, permissions: Permissions): readonly Finding[] {
  const list = abilities(permissions);
  const isToken = identity.includes("!");
  if (Object.keys(permissions).length === 0) {
    const todo = isToken
      ? "Grant roles to the token and to its user: a token with privilege separation has what both have"
      : "Grant it roles: pveplay access plan tells which a playbook needs";
    return [{ severity: "problem", topic: TOPIC, what: `${identity} may do nothing at all`, todo }];
  }
  const grants = list.find(({ title }) => title === "grant rights");
  if (grants?.where !== "everywhere") return [];
  const what = `${identity} may do everything, granting rights to others included`;
  return [
    {
      severity: "note",
      topic: TOPIC,
      what,
      todo: "Give playbooks a token of their own: pveplay access plan PLAYBOOK tells what it needs",
    },
  ];
}

/** A user may look at its own tokens; a token with privilege separation mostly may not. */
async function expiry({ client }: Pick<Patient, "client">): Promise<readonly Finding[]> {
  const [user = "", token] = client.identity.split("!");
  if (token === undefined) return [];
  try {
    const path = `/access/users/${encodeURIComponent(user)}/token/${encodeURIComponent(token)}`;
    const { expire = 0 } = await client.get<TokenFacts>(path);
    const days = Math.floor((expire * 1000 - Date.now()) / DAY);
    if (expire === 0 || days >= SOON) return [];
    const what = `${client.identity} expires in ${days} days`;
    return [
      {
        severity: "warning",
        topic: TOPIC,
        what,
        todo: `Put it off: pveum user token modify ${user} ${token} --expire SECONDS`,
      },
    ];
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
