import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedRecord } from "../../differential/cases.ts";
import { caseOverSsh } from "../../helpers/case-over-ssh.ts";
import { underPveplay } from "../../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

describe.skipIf(!hasSshd)("files beyond the size that diffs show", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  test("come to the same over ssh as under Ansible", async () => {
    const { record, stderr } = await underPveplay({ folder: caseOverSsh("large-files", sshd) });
    expect(record, stderr).toEqual(expectedRecord("large-files"));
  }, 120_000);
});
