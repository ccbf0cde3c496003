import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { expectedRecord } from "../../differential/cases.ts";
import { underPveplay } from "../../helpers/both-engines.ts";
import { caseOverSsh } from "../../helpers/case-over-ssh.ts";
import type { RunRecord } from "../../helpers/run-record.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

/** All programs of this machine but some, as a PATH. */
function pathWithout(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-path-"));
  const seen = new Set(names);
  for (const place of (process.env["PATH"] ?? "").split(":")) {
    for (const name of programsIn(place)) {
      if (seen.has(name)) continue;
      seen.add(name);
      symlinkSync(join(place, name), join(folder, name));
    }
  }
  return folder;
}

function programsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The case with a port of its own, so that it can run beside the case itself. */
function caseAt(port: number, sshd: Sshd): string {
  const folder = caseOverSsh("http-answers", sshd);
  const file = join(folder, "playbook.yml");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("18771", String(port)));
  return folder;
}

function recorded(port: number): RunRecord {
  const text = JSON.stringify(expectedRecord("http-answers")).replaceAll("18771", String(port));
  return JSON.parse(text) as RunRecord;
}

describe.skipIf(!hasSshd)("toolSender", () => {
  const servers: Sshd[] = [];
  afterAll(() => Promise.all(servers.map((sshd) => sshd.stop())));

  test.each([
    ["curl", 18_772, []],
    ["wget", 18_773, ["curl"]],
  ] as const)(
    "gets over ssh with %s what Ansible's own requests get",
    async (_tool, port, missing) => {
      const sshd = await startSshd(missing.length === 0 ? {} : { env: { PATH: pathWithout(...missing) } });
      servers.push(sshd);
      const { record, stderr } = await underPveplay({ folder: caseAt(port, sshd) });
      expect(record, stderr).toEqual(recorded(port));
    },
    120_000,
  );
});
