import { describe, expect, test } from "vitest";
import type { ServerProbe } from "../../../core/proxmox/server-probe.ts";
import type { TlsOptions } from "../../../core/proxmox/tls.ts";
import { certificate } from "../../../runner/doctor/connection.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");
const pinned: TlsOptions = { validateCerts: true, fingerprint: "AA" };

function until(date: string): ServerProbe {
  const validTo = Date.parse(date);
  return {
    fingerprint: "AA",
    subject: "pve",
    issuer: "pve",
    names: "",
    validFrom: 0,
    validTo,
    fault: "SELF",
    ahead: 0,
  };
}

const cases: readonly (readonly [string, string, TlsOptions, readonly string[]])[] = [
  ["has nothing against one that is good for long", "2027-01-01", pinned, []],
  ["warns a month before the end", "2026-06-20", pinned, ["warning"]],
  ["calls a week before the end a problem", "2026-06-05", pinned, ["problem"]],
  ["calls one that is over a problem", "2026-05-31", pinned, ["problem"]],
  ["calls one that nobody checks a problem", "2027-01-01", { validateCerts: false }, ["problem"]],
];

describe("certificate()", () => {
  test.each(cases)("%s", (...[, date, tls, severities]) => {
    const { findings } = certificate(until(date), tls, NOW);
    expect(findings.map(({ severity }) => severity)).toEqual(severities);
  });
});
