import { ApiError } from "../../core/proxmox/api-error.ts";
import { readDenial } from "../../core/proxmox/access/denial.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import type { Finding, Look } from "./finding.ts";

/** The server that is looked at, and what all looks need to know of it. */
export interface Patient {
  readonly client: ProxmoxClient;
  /** The whole version: `9.2.11`. */
  readonly release: string;
  readonly major: number;
  /** The nearest version whose API schema is known. */
  readonly known: PveVersion;
}

/** Asks a server what it is. @throws HintedError PROXMOX_* */
export async function admit(client: ProxmoxClient): Promise<Patient> {
  const { version } = await client.get<{ readonly version: string }>("/version");
  const major = Number.parseInt(version, 10);
  return { client, release: version, major, known: major < 9 ? "8.4" : "9.2" };
}

/** A look that may be refused: then what is missing is what was found. @throws what is no answer of the API */
export async function examine(topic: string, look: () => Promise<Look>): Promise<Look> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { topic, summary: undefined, findings: [refused(topic, error)] };
  }
}

/** A missing right is no fault of the server: it is said in a few words. */
function refused(topic: string, { answer, message, hint }: ApiError): Finding {
  const denial = readDenial(`${answer.reason} ${answer.message}`);
  if (denial?.kind !== "privilege")
    return { severity: "note", topic, what: `could not be looked at: ${message}`, todo: hint };
  const { path, privileges } = denial;
  return {
    severity: "note",
    topic,
    what: `could not be looked at without ${privileges.join(" or ")} on ${path}`,
    todo: `Grant it to ${answer.identity} to see more here`,
  };
}
