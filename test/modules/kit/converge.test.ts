import { describe, expect, test } from "vitest";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { Connection } from "../../../core/proxmox/connection.ts";
import { converge } from "../../../modules/kit/converge.ts";
import { defineModule } from "../../../modules/kit/define-module.ts";

// Never opened: the modules below ask nothing.
const client = new ProxmoxClient(
  new Connection({
    host: "192.0.2.1",
    port: 8006,
    tls: { caPath: undefined, fingerprint: undefined, validateCerts: true },
    credential: { kind: "password", user: "root@pam", password: "none" },
    timeout: 1,
  }),
  new AbortController().signal,
);

/** A module whose change is there again in each of the first rounds. */
const settlingAfter = (rounds: number) => {
  let round = 0;
  return defineModule({
    name: "restless",
    summary: "Never at rest",
    description: [],
    options: {},
    returns: {},
    read: () => Promise.resolve(round++),
    plan: (seen: number) => (seen < rounds ? ["write"] : []),
    show: () => ({ before: {}, after: {} }),
    apply: () => Promise.resolve({ replan: {} }),
  });
};

const context = { checkMode: false, diff: false, noLog: false, env: {} };

describe("converge()", () => {
  test("plans again until nothing is left", async () => {
    const result = await converge(settlingAfter(3), { client, args: {}, context });
    expect(result).toMatchObject({ changed: true });
    expect(result).not.toHaveProperty("failed");
  });

  test("gives up on changes that do not settle, and says how many were made", async () => {
    const result = await converge(settlingAfter(Infinity), { client, args: {}, context });
    expect(result).toMatchObject({ failed: true, code: "PROXMOX_CONFLICT", changed: true, changes_done: 4 });
  });
});
