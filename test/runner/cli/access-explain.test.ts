import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { startSimulator } from "../../helpers/simulator.ts";
import { pveplay, rootOf } from "./everyday.ts";

const REFUSAL = "Permission check failed (/vms/100, VM.Audit)";
const explain = (...args: readonly string[]) => pveplay(["access", "explain", ...args], {});

describe("pveplay access explain", () => {
  test("names privilege, path, who needs it, and three ways to grant it", async () => {
    const { code, stdout, stderr } = await explain(REFUSAL, "--user", "ann@pve!ci");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "ann@pve!ci lacks VM.Audit on /vms/100.",
      "A token with privilege separation needs it, and ann@pve too; one without has what ann@pve has.",
      "",
      "1. In a playbook:",
      "   - pveplay.proxmox.proxmox_role:",
      "       roleid: VM.Audit-only",
      "       privs: [VM.Audit]",
      "   - pveplay.proxmox.proxmox_acl:",
      "       path: /vms/100",
      "       roles: [VM.Audit-only]",
      '       users: ["ann@pve"]',
      '       tokens: ["ann@pve!ci"]',
      "2. In a root shell of a node:",
      "   pveum role add VM.Audit-only --privs VM.Audit",
      "   pveum acl modify /vms/100 --users 'ann@pve' --roles VM.Audit-only",
      "   pveum acl modify /vms/100 --tokens 'ann@pve!ci' --roles VM.Audit-only",
      "3. In the web interface:",
      "   Datacenter > Permissions > Roles > Create: name VM.Audit-only, privileges VM.Audit",
      "   Datacenter > Permissions > Add > User Permission: path /vms/100, user ann@pve, role VM.Audit-only",
      "   Datacenter > Permissions > Add > API Token Permission: path /vms/100, token ann@pve!ci, role VM.Audit-only",
      "",
    ]);
  });

  test.each([
    ["Authentication failed!", "answers alike"],
    ["403 Permission check failed (user != root@pam)", "root@pam itself"],
    ["Permission check failed", "access check"],
    ["No ticket", "api_token_secret"],
  ])("says what to do about '%s'", async (text, words) => {
    const { code, stdout } = await explain(text);
    expect(code).toBe(0);
    expect(stdout).toContain(words);
  });

  test("refuses a text that is no refusal", async () => {
    const { code, stderr } = await explain("everything is fine");
    expect(code).not.toBe(0);
    expect(stderr).toContain("USAGE");
  });

  test("takes a module's message, and its first way lets the refused task work", async () => {
    const simulator = await startSimulator({ fixture: "demo", speed: 0 });
    try {
      const task = { ...connectionTo(simulator), path: "/nodes/pve1/status" };
      const refused = await converge("proxmox_api", task);
      const { stdout } = await explain(String(refused.result.msg));
      expect(stdout).toContain("deploy@pve!play lacks Sys.Audit on /nodes/pve1.");
      const [, way = ""] = /1\. In a playbook:\n([\s\S]*)\n2\. /.exec(stdout) ?? [];
      const folder = mkdtempSync(join(tmpdir(), "pveplay-explain-"));
      const play = `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n${way.replace(/^/gm, "    ")}\n`;
      writeFileSync(join(folder, "site.yml"), play);
      const applied = await pveplay(["run", join(folder, "site.yml")], rootOf(simulator));
      expect(applied.code, applied.stdout + applied.stderr).toBe(0);
      expect((await converge("proxmox_api", task)).result).toMatchObject({ changed: false });
    } finally {
      await simulator.stop();
    }
  });
});
