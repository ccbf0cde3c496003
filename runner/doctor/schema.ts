import { HintedError } from "../../core/errors.ts";
import { apiSchema } from "../../core/proxmox/schema/api-schema.ts";
import { APIDOC_PATH, parseApidoc } from "../../core/proxmox/schema/apidoc.ts";
import { compareSchemas, mayBreak, type SchemaDifference } from "../../core/proxmox/schema/compare-schema.ts";
import { counted, type Finding, type Look } from "./finding.ts";
import type { Patient } from "./patient.ts";

const TOPIC = "API schema";

/** A server's own API against the one pveplay was built with. */
export interface SchemaLook {
  readonly look: Look;
  /** Undefined when the server does not publish its schema. */
  readonly difference: SchemaDifference | undefined;
}

/** Compares the schema the server publishes with the one of the same version that pveplay knows. */
export async function lookAtSchema(patient: Patient): Promise<SchemaLook> {
  try {
    const difference = compareSchemas(apiSchema(patient.known), parseApidoc(await readApidoc(patient)));
    return { look: judge(patient, difference), difference };
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    const finding: Finding = {
      severity: "note",
      topic: TOPIC,
      what: `not compared: ${error.message}`,
      todo: error.hint,
    };
    return { look: { topic: TOPIC, summary: undefined, findings: [finding] }, difference: undefined };
  }
}

async function readApidoc({ client }: Patient): Promise<string> {
  const answer = await client.connection.send({ method: "GET", path: APIDOC_PATH, headers: {}, body: undefined });
  if (answer.status === 200) return answer.text;
  throw new HintedError("PROXMOX_BAD_ANSWER", `GET ${APIDOC_PATH}: ${answer.status} ${answer.reason}`, {
    hint: "Check that the package pve-docs is installed on the node",
  });
}

function judge({ known, release }: Patient, { removed, methods }: SchemaDifference): Look {
  const broken = Object.entries(methods).filter(([, difference]) => mayBreak(difference));
  const where = [
    ...removed.map((method) => `${method} is gone`),
    ...broken.map(([method, { removed: gone, changed, permissions, added }]) => {
      const needed = added.filter((name) => name.endsWith("(required)"));
      const parts = [...gone.map((name) => `-${name}`), ...needed.map((name) => `+${name}`), ...Object.keys(changed)];
      return `${method}: ${[...parts, ...(permissions ? ["other privileges"] : [])].join(", ")}`;
    }),
  ];
  const finding: Finding = {
    severity: "warning",
    topic: TOPIC,
    what: `${counted(where.length, "call differs", "calls differ")} from Proxmox VE ${known}, which pveplay was built with`,
    where,
    todo: "Look for a newer pveplay; keep the difference with --snapshot FILE to see what an upgrade changes",
  };
  const differing = removed.length + Object.keys(methods).length;
  const summary =
    differing === 0
      ? `that of ${known}`
      : `${release}: ${counted(differing, "call differs", "calls differ")} from ${known}`;
  return { topic: TOPIC, summary, findings: where.length > 0 ? [finding] : [] };
}
