import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { firstMissing, type Held, partsOf, refusalText } from "../../../../core/proxmox/access/requirement.ts";
import { requirementOfCall } from "../../../../core/proxmox/access/requirement-of-call.ts";
import { apiSchema } from "../../../../core/proxmox/schema/api-schema.ts";
import { type Peel, peels, type Step } from "../../../helpers/permission-peels.ts";

const DISK = "local:200/vm-200-disk-0.qcow2";
const FOUND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "200": {
    boot: "order=scsi0",
    ide2: "none,media=cdrom",
    scsi0: `${DISK},size=64M`,
    scsi1: "local:200/vm-200-disk-1.qcow2,size=64M",
    unused0: DISK,
  },
  "201": { template: "1", scsi0: "local:201/base-201-disk-0.qcow2,size=64M" },
};

/** The schema's name of a path, and the values in it. */
function endpointOf(method: string, path: string): { endpoint: string; values: Record<string, string> } {
  const wanted = path.split("/");
  for (const endpoint of Object.keys(apiSchema("9.2").methods)) {
    const [verb, template = ""] = endpoint.split(" ");
    const parts = template.split("/");
    if (verb !== method || parts.length !== wanted.length) continue;
    if (!parts.every((part, index) => part.startsWith("{") || part === wanted[index])) continue;
    const values = parts.flatMap((part, index) =>
      part.startsWith("{") ? [[part.slice(1, -1), wanted[index] ?? ""] as const] : [],
    );
    return { endpoint, values: Object.fromEntries(values) };
  }
  throw new Error(`No endpoint for ${method} ${path}`);
}

/** The pool of VMs 201 and 230 lends them its privileges. */
const POOLED: Readonly<Record<string, string>> = { "/vms/201": "/pool/pp", "/vms/230": "/pool/pp" };

function heldBy(have: Step["have"]): Held {
  return (privilege, { path }) => [path, POOLED[path] ?? ""].some((place) => have[place]?.includes(privilege) ?? false);
}

/** What a step was refused for, whether at once or in its task. */
function recorded({ steps }: Peel): readonly string[] {
  return steps.map(({ status, reason, task }) => {
    const text = status === 403 ? reason : /403 (Permission check failed[^\n]*)/.exec(task ?? "")?.[1];
    return text?.trim().replace(/^Permission check failed/, "") ?? LET_THROUGH;
  });
}

const LET_THROUGH = "let through";

/** What the rules say that each step lacks. What only root may set is no 403 there, but a failure of its own. */
function computed({ method, path, params, note, steps }: Peel): readonly string[] {
  const { endpoint, values } = endpointOf(method, path);
  const given = Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
  const base = FOUND[values["vmid"] ?? ""];
  const found = base && /net0/.test(note) ? { ...base, net0: "virtio=BC:24:11:00:02:00,bridge=vmbr0" } : base;
  const requirement = requirementOfCall(
    { endpoint, params: { ...given, ...values }, ...(found ? { found } : {}) },
    { version: "9.2", zoneOf: (bridge) => (bridge === "pv" ? "pz" : "localnetwork") },
  );
  return steps.map(({ have }) => {
    const missing = firstMissing(requirement, heldBy(have));
    const isFailure = missing?.kind === "root" && missing.reason.startsWith("only root can");
    return missing === undefined || isFailure ? LET_THROUGH : refusalText(missing);
  });
}

interface Exchange {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>> | null;
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly status: number;
  readonly reason: string;
}

/** The refusals of a recording of many calls by several callers. */
function refusals(name: string): readonly Exchange[] {
  return gunzipSync(readFileSync(new URL(`../../../fixtures/transcripts/${name}.jsonl.gz`, import.meta.url)))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Exchange => JSON.parse(line))
    .filter(({ status }) => status === 403);
}

/** What the server may say to somebody who lacks one part or another of what a call needs. */
function possibleTexts({ method, path, query, params }: Exchange): readonly string[] {
  const { endpoint, values } = endpointOf(method, path);
  const given = Object.entries({ ...query, ...params }).map(([name, value]) => [name, String(value)]);
  const requirement = requirementOfCall(
    { endpoint, params: { ...Object.fromEntries(given), ...values } },
    { version: "9.2", zoneOf: () => "localnetwork" },
  );
  return partsOf(requirement).flatMap((part) => {
    const missing = firstMissing(part, () => false);
    return missing === undefined ? [] : [refusalText(missing).trim()];
  });
}

/** Refusals that no static rule can tell: pools that are not there, a path of no valid shape, tickets, and a user of no group. */
const OF_STATE: Readonly<Record<string, readonly number[]>> = {
  "1-access": [200, 334, 335, 737],
  "2-guests": [38, 338],
};

/** Parameters the schema refuses before anybody's rights are looked at. */
const NOT_STATIC = new Set(["create cpu model custom"]);

describe("requirementOfCall()", () => {
  test.each(
    peels
      .filter(({ note }) => !NOT_STATIC.has(note))
      .map((peel, index) => [`${index + 1}: ${peel.method} ${peel.path} ${peel.note}`, peel] as const),
  )("refuses as the real API does until the last privilege is granted: %s", (_name, peel) => {
    expect(computed(peel)).toEqual(recorded(peel));
  });

  test("leaves no more than one of the recorded sequences out", () => {
    expect(peels.filter(({ note }) => NOT_STATIC.has(note))).toHaveLength(1);
    expect(peels).toHaveLength(227);
  });

  test.each(Object.entries(OF_STATE))("accounts for every refusal of the recording %s", (name, known) => {
    const found = refusals(name);
    const unexplained = found.filter((exchange) => {
      const said = exchange.reason.replace(/^Permission check failed ?/, "").trim();
      return !possibleTexts(exchange).includes(said);
    });
    expect(unexplained.map(({ n }) => n)).toEqual(known);
    expect(found.length).toBeGreaterThan(known.length);
  });
});
