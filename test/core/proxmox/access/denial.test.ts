import { describe, expect, test } from "vitest";
import { type Denial, readDenial } from "../../../../core/proxmox/access/denial.ts";
import { refusalHint } from "../../../../core/proxmox/access/refusal-hint.ts";
import { readTranscript } from "../../../pve/record/transcript.ts";

const cases: Readonly<Record<string, Denial>> = {
  "Permission check failed (/vms/200, VM.Audit)": { kind: "privilege", path: "/vms/200", privileges: ["VM.Audit"] },
  "GET /x: 403 Permission check failed (/storage/a, Datastore.Audit|Datastore.AllocateSpace): Grant": {
    kind: "privilege",
    path: "/storage/a",
    privileges: ["Datastore.Audit", "Datastore.AllocateSpace"],
  },
  "update pools failed: 403 Permission check failed (/pool/web, Pool.Allocate)\n": {
    kind: "privilege",
    path: "/pool/web",
    privileges: ["Pool.Allocate"],
  },
  "403 Permission check failed (/, Sys.Modify)": { kind: "privilege", path: "/", privileges: ["Sys.Modify"] },
  "Permission check failed": { kind: "unnamed" },
  "Permission check failed (, Pool.Allocate)": { kind: "bad-name", privileges: ["Pool.Allocate"] },
  "Permission check failed (pool 'nopool' does not exist)": { kind: "no-pool", pool: "nopool" },
  "Permission check failed (mount point type bind is only allowed for root@pam)": {
    kind: "root-only",
    what: "mount point type bind",
  },
  "Permission check failed (changing feature flags (except nesting) is only allowed for root@pam)": {
    kind: "root-only",
    what: "changing feature flags (except nesting)",
  },
  "only root can set 'args' config": { kind: "root-only", what: "setting 'args'" },
  "Permission check failed (user != root@pam)": { kind: "root-only", what: "this" },
  "Permission check failed (URI '/access/password' not available with API token, need proper ticket.": {
    kind: "no-token",
    call: "/access/password",
  },
  "No ticket": { kind: "no-credential" },
  "Authentication failed!": { kind: "bad-token" },
  "authentication failure": { kind: "bad-password" },
  "Permission denied - invalid csrf token": { kind: "old-ticket" },
};

describe("readDenial()", () => {
  test.each(Object.entries(cases))("reads %s", (text, denial) => {
    expect(readDenial(text)).toEqual(denial);
  });

  test("knows no other text", () => {
    expect(readDenial("Configuration file does not exist")).toBeUndefined();
  });

  test.each(["1-access", "2-guests"])("reads every 401 and 403 of the recording %s", (name) => {
    const recording = new URL(`../../../fixtures/transcripts/${name}.jsonl.gz`, import.meta.url);
    const refused = readTranscript(recording).filter(({ status }) => status === 401 || status === 403);
    expect(refused.length).toBeGreaterThan(3);
    expect(refused.filter(({ reason }) => readDenial(reason) === undefined)).toEqual([]);
  });
});

describe("refusalHint()", () => {
  test.each(Object.keys(cases))("has something to do about %s", (text) => {
    expect(refusalHint(text, { identity: "ann@pve!ci" })?.length).toBeGreaterThan(20);
  });

  test("says that a token and its user need a privilege", () => {
    expect(refusalHint("Permission check failed (/vms/200, VM.Audit)", { identity: "ann@pve!ci" })).toMatch(
      /VM\.Audit on \/vms\/200.*its user too.*proxmox_acl.*pveum.*web interface/,
    );
  });
});
