import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { SchemaDifference } from "../../core/proxmox/schema/compare-schema.ts";
import { lookAtAgents } from "./agents.ts";
import { lookAtConnection } from "./connection.ts";
import type { Look } from "./finding.ts";
import { knownGuests } from "./guests.ts";
import { lookAtHighAvailability } from "./high-availability.ts";
import { lookForLeftovers } from "./leftovers.ts";
import { lookAtNodes } from "./nodes.ts";
import { admit, type Patient } from "./patient.ts";
import { lookAtPlaybooks } from "./playbooks/index.ts";
import { lookAtReplication } from "./replication.ts";
import { lookAtRoles } from "./roles.ts";
import { lookAtSchema } from "./schema.ts";
import { lookAtSnapshots } from "./snapshots.ts";
import { lookAtToken } from "./token.ts";

/** What the doctor is given beside the server. */
export interface Request {
  /** Playbooks to look through; absolute paths. */
  readonly playbooks: readonly string[];
  readonly rolesPath: readonly string[];
  readonly cwd: string;
}

/** All that was seen. */
export interface Diagnosis {
  readonly patient: Patient;
  readonly looks: readonly Look[];
  readonly difference: SchemaDifference | undefined;
}

/** Looks at a server in every way there is; changes nothing. @throws HintedError PROXMOX_* when it can not be asked at all */
export async function diagnose(client: ProxmoxClient, request: Request): Promise<Diagnosis> {
  const patient = await admit(client);
  const { major } = patient;
  const [nodes, connection, token, roles, availability, replication, leftovers, schema, guests] = await Promise.all([
    lookAtNodes(patient),
    lookAtConnection(patient),
    lookAtToken(patient),
    lookAtRoles(patient),
    lookAtHighAvailability(patient),
    lookAtReplication(patient),
    lookForLeftovers(patient),
    lookAtSchema(patient),
    guestLooks(client),
  ]);
  const { playbooks } = request;
  const books = playbooks.length > 0 ? [lookAtPlaybooks(playbooks, { ...request, major })] : [];
  const looks = [
    nodes,
    ...connection,
    token,
    ...guests,
    availability,
    replication,
    roles,
    leftovers,
    schema.look,
    ...books,
  ];
  return { patient, looks, difference: schema.difference };
}

async function guestLooks(client: ProxmoxClient): Promise<readonly Look[]> {
  const guests = await knownGuests(client);
  return Promise.all([lookAtSnapshots(client, guests), lookAtAgents(client, guests)]);
}
