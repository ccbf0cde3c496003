import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

/** Ports of a case, moved so that it can run beside the case itself. */
function moved(text: string, tens: number): string {
  return text.replaceAll(/\b18[78]\d(\d)\b/g, `${tens}$1`);
}

function caseAt(name: string, tens: number, sshd: Sshd): string {
  const folder = caseOverSsh(name, sshd);
  const file = join(folder, "playbook.yml");
  writeFileSync(file, moved(readFileSync(file, "utf8"), tens));
  return folder;
}

function recorded(name: string, tens: number): RunRecord {
  return JSON.parse(moved(JSON.stringify(expectedRecord(name)), tens)) as RunRecord;
}

describe.skipIf(!hasSshd)("toolSender", () => {
  let usual: Sshd;
  let withoutCurl: Sshd;
  beforeAll(async () => {
    usual = await startSshd();
    withoutCurl = await startSshd({ env: { PATH: pathWithout("curl") } });
  });
  afterAll(() => Promise.all([usual.stop(), withoutCurl.stop()]));

  test.each([
    ["curl", "http-answers", 1890],
    ["curl", "http-proxy", 1891],
    ["curl", "http-netrc", 1892],
    ["wget", "http-answers", 1893],
    ["wget", "http-proxy", 1894],
  ] as const)(
    "sends with %s over ssh what Ansible sends: %s",
    async (tool, name, tens) => {
      const folder = caseAt(name, tens, tool === "curl" ? usual : withoutCurl);
      const { record, stderr } = await underPveplay({ folder });
      expect(record, stderr).toEqual(recorded(name, tens));
    },
    120_000,
  );
});
