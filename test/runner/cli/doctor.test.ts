import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { answer, refuse, startApiServer } from "../../helpers/api-server.ts";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { apidocAnswer } from "../../pve/http/apidoc.ts";
import { demo } from "../../pve/fixtures/demo.ts";
import { pveplay, rootOf } from "./everyday.ts";

const folder = mkdtempSync(join(tmpdir(), "pveplay-doctor-"));

/** A cluster on which most of what the doctor knows is wrong. */
const sick = {
  ...demo,
  nodes: demo.nodes?.map((node) => (node.name === "pve2" ? { ...node, online: false } : node)),
  storages: [
    ...(demo.storages ?? []),
    { storage: "thick", type: "lvm", options: { vgname: "san", content: "images,rootdir" }, total: 1e12, used: 0 },
    {
      storage: "old",
      type: "glusterfs",
      options: { server: "192.0.2.9", volume: "v", content: "images" },
      total: 1e12,
      used: 0,
    },
  ],
  roles: { ...demo.roles, Agents: ["VM.Audit", "VM.Monitor"] },
  haGroups: { prefer1: { nodes: "pve1" } },
  volumes: [...(demo.volumes ?? []), { volid: "thick:vm-150-disk-0", size: 1024 ** 3 }],
  guests: [
    ...(demo.guests ?? []),
    { vmid: 150, node: "pve1", config: { name: "stuck", scsi0: "thick:vm-150-disk-0,size=1G" } },
  ],
};

interface Report {
  readonly version: string;
  readonly findings: readonly {
    readonly severity: string;
    readonly topic: string;
    readonly what: string;
    readonly where?: readonly string[];
  }[];
}

describe("pveplay doctor", () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo" });
  });

  afterAll(() => simulator.stop());

  test("has one page for a cluster that is well, and ends with 0", async () => {
    const { code, stdout, stderr } = await pveplay(["doctor"], rootOf(simulator));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ok {2}version +9\.2\.11 on 2 nodes$/m);
    expect(stdout).toMatch(/^ok {2}certificate +pinned, good until \d{4}-\d\d-\d\d$/m);
    expect(stdout).toMatch(/^ok {2}API schema +that of 9\.2$/m);
    expect(stdout.split("\n").length).toBeLessThan(50);
  });

  test("says what the token may not do and what could not be looked at", async () => {
    const env = {
      ...rootOf(simulator),
      PROXMOX_USER: "deploy@pve!play",
      PROXMOX_TOKEN_SECRET: "33333333-3333-3333-3333-333333333333",
    };
    const { code, stdout } = await pveplay(["doctor"], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/may not: .*back up guests.*grant rights/);
    expect(stdout).toContain("note: quorum: could not be looked at without Sys.Audit on /");
  });

  test("ends with 1 for a playbook that this version refuses", async () => {
    writeFileSync(
      join(folder, "site.yml"),
      "- hosts: localhost\n  tasks:\n    - proxmox_role: {roleid: r, privs: [VM.Monitor]}\n",
    );
    const { code, stdout } = await pveplay(["doctor", join(folder, "site.yml")], rootOf(simulator));
    expect(code).toBe(1);
    expect(stdout).toMatch(/problem: playbooks: privilege VM\.Monitor/);
  });

  test("ends with 1 when the server can not be asked", async () => {
    const env = { ...rootOf(simulator), PROXMOX_TOKEN_SECRET: "44444444-4444-4444-4444-444444444444" };
    const { code, stderr } = await pveplay(["doctor"], env);
    expect(code).toBe(1);
    expect(stderr).toContain("PROXMOX_UNAUTHORIZED");
  });
});

describe("pveplay doctor --pve", () => {
  const nowhere = { HOME: folder };
  const playbook = join(folder, "upgrade.yml");

  test.each([
    ["9", 1, "problem"],
    ["8", 3, "warning"],
  ])("looks through playbooks for %s without a server", async (version, exit, severity) => {
    writeFileSync(playbook, "- hosts: localhost\n  tasks:\n    - command: ha-manager groupadd g\n");
    const { code, stdout } = await pveplay(["doctor", "--pve", version, playbook], nowhere);
    expect(code).toBe(exit);
    expect(stdout).toContain(`${severity}: playbooks: HA groups`);
  });

  test.each([
    ["no playbook", ["--pve", "9"]],
    ["another version", ["--pve", "7", playbook]],
    ["a snapshot, for which a server is needed", ["--pve", "9", "--snapshot", "x", playbook]],
  ])("refuses %s", async (_name, args) => {
    expect((await pveplay(["doctor", ...args], nowhere)).code).toBe(2);
  });
});

describe("pveplay doctor on a cluster that is not well", () => {
  test("finds what is wrong, as JSON too", async () => {
    const file = join(folder, "sick.json");
    writeFileSync(file, JSON.stringify(sick));
    const simulator = await startSimulator({ fixture: file, pve: "8.4" });
    try {
      const { code, stdout } = await pveplay(["doctor", "--json"], rootOf(simulator));
      const { version, findings } = JSON.parse(stdout) as Report;
      expect({ code, version }).toEqual({ code: 1, version: "8.4.14" });
      const found = findings.map(({ severity, topic, where = [] }) => `${severity} ${topic} ${where.join(", ")}`);
      expect(found).toEqual(
        expect.arrayContaining([
          "problem version pve2",
          "warning snapshots 150 stuck",
          "warning roles VM.Monitor",
          expect.stringMatching(/^problem roles VM\.GuestAgent\.Audit/),
          "warning upgrade old",
          "warning upgrade prefer1",
          expect.stringMatching(/^note agents .*150 stuck/),
        ]),
      );
      expect(findings.find(({ topic }) => topic === "snapshots")?.what).toContain("storage thick (lvm)");
    } finally {
      await simulator.stop();
    }
  });
});

describe("pveplay doctor --snapshot", () => {
  test("keeps how a server's API differs, and looks on where the server does not answer", async () => {
    const known = apiSchema("9.2");
    const { "GET /cluster/nextid": gone, ...rest } = known.methods;
    const vms = known.methods["POST /nodes/{node}/qemu"];
    const properties = { ...vms?.parameters?.properties, brandnew: { type: "string", optional: 1 as const } };
    const methods = { ...rest, "POST /nodes/{node}/qemu": { ...vms, parameters: { properties } } };
    expect(gone).toBeDefined();
    const doc = apidocAnswer({ version: "9.2", methods }, "/pve-docs/api-viewer/apidoc.js")?.body ?? "";
    const server = await startApiServer(({ path }, response) => {
      response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString());
      if (path === "/version") answer(response, { version: "9.3.1", release: "9.3" });
      else if (path === "/pve-docs/api-viewer/apidoc.js") response.end(doc);
      else if (path === "/nodes") answer(response, [{ node: "n1", status: "online" }]);
      else if (path === "/nodes/n1/version") answer(response, { version: "9.3.1" });
      else if (path === "/nodes/n1/replication")
        answer(response, [{ id: "100-0", fail_count: 2, error: "no space\n" }]);
      else if (path === "/cluster/ha/status/current")
        answer(response, [{ type: "service", sid: "vm:100", state: "error" }]);
      else if (path.startsWith("/cluster/resources")) answer(response, []);
      else refuse(response, 501, `Method 'GET ${path}' not implemented`);
    });
    try {
      const file = join(folder, "api.json");
      const url = `https://127.0.0.1:${server.port}`;
      const env = rootOf({ url, fingerprint: server.fingerprint, ca: "", stop: () => Promise.resolve() });
      const { code, stdout, stderr } = await pveplay(["doctor", "--snapshot", file], env);
      expect(code, stderr).toBe(1);
      expect(stdout).toMatch(/^problem: clock: the server's clock is 36\d\d s behind/m);
      expect(stdout).toMatch(/^problem: HA: .*\n +vm:100: error$/m);
      expect(stdout).toMatch(/^warning: replication: .*\n +100-0: no space$/m);
      expect(stdout).toContain("GET /cluster/nextid is gone");
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
        server: "9.3.1",
        built_with: "9.2",
        removed: ["GET /cluster/nextid"],
        methods: { "POST /nodes/{node}/qemu": { added: ["brandnew"], removed: [], changed: {}, permissions: false } },
      });
      expect(statSync(file).size).toBeLessThan(1000);
    } finally {
      await server.close();
    }
  });
});
