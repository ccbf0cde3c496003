import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { ansibles } from "../../helpers/ansible.ts";
import { answer, type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { bundle } from "../../helpers/bundle.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");

const GUESTS = [
  { type: "qemu", vmid: 101, name: "web", node: "pve1", status: "running", tags: "prod" },
  { type: "lxc", vmid: 201, name: "dns", node: "pve1", status: "running", tags: "{{ lookup('pipe', 'id') }}" },
];

describe("pveplay-inventory", () => {
  let server: ApiServer;
  let script: string;

  beforeAll(async () => {
    server = await startApiServer(({ path }, response) => {
      if (path.startsWith("/cluster/resources")) answer(response, GUESTS);
      else if (path === "/nodes") answer(response, []);
      else if (path.includes("/agent/")) {
        answer(response, {
          result: [{ name: "eth0", "ip-addresses": [{ "ip-address": "10.0.0.1", "ip-address-type": "ipv4" }] }],
        });
      } else answer(response, [{ name: "eth0", inet: "10.0.0.201/24" }]);
    });
    const program = bundle(join(root, "runner/cli/main.ts"));
    const folder = dirname(program);
    writeFileSync(join(folder, "pveplay.js"), 'import("./program.mjs");\n');
    script = join(folder, "pveplay-inventory");
    copyFileSync(join(root, "runner/cli/pveplay-inventory.sh"), script);
  });
  afterAll(() => server.close());

  function environment(): NodeJS.ProcessEnv {
    const { port, fingerprint } = server;
    const cluster = { PROXMOX_HOST: "127.0.0.1", PROXMOX_PORT: String(port), PROXMOX_FINGERPRINT: fingerprint };
    const token = { PROXMOX_USER: "u@pve!inv", PROXMOX_TOKEN_SECRET: "secret" };
    return {
      PATH: process.env["PATH"],
      HOME: mkdtempSync(join(tmpdir(), "home-")),
      LC_ALL: "C.UTF-8",
      ...cluster,
      ...token,
    };
  }

  test("prints the whole inventory for --list", async () => {
    const { stdout, stderr } = await run(script, ["--list"], { env: environment() });
    const listing: { _meta: { hostvars: Record<string, unknown> } } = JSON.parse(stdout);
    expect(Object.keys(listing._meta.hostvars)).toEqual(["dns", "web"]);
    expect(stderr).toBe("");
  });

  test("marks text of the cluster that looks like a template", async () => {
    const { stdout } = await run(script, ["--host", "dns"], { env: environment() });
    expect(JSON.parse(stdout)).toMatchObject({ proxmox_tags: { __ansible_unsafe: GUESTS[1]?.tags } });
  });

  test("takes a configuration file instead of the variables", async () => {
    const folder = mkdtempSync(join(tmpdir(), "config-"));
    const file = join(folder, "lab.proxmox.yml");
    writeFileSync(file, "plugin: proxmox\ngroup_prefix: lab_\n");
    const { stdout } = await run(script, ["--list"], { env: { ...environment(), PVEPLAY_INVENTORY: file } });
    expect(JSON.parse(stdout)).toHaveProperty("lab_all_qemu", { hosts: ["web"] });
  });

  test.skipIf(ansibles.length === 0).each(ansibles)(
    "gives %s the same hosts, groups and variables",
    async ({ bin }) => {
      const env = environment();
      const ours = JSON.parse((await run(script, ["--list"], { env })).stdout);
      const { stdout } = await run(join(bin, "ansible-inventory"), ["-i", script, "--list"], { env });
      const theirs = JSON.parse(stdout);
      expect(theirs._meta.hostvars).toEqual(ours._meta.hostvars);
      expect({ ...theirs, _meta: 0, all: 0 }).toEqual({ ...ours, _meta: 0, all: 0 });
    },
  );

  const CONSTRUCTED = `
strict: false
leading_separator: false
compose:
  who: proxmox_name ~ '-' ~ proxmox_vmid
  number: proxmox_vmid + 1
  broken: nowhere.to.be.found
  list: proxmox_tags_parsed | default([])
groups:
  low: proxmox_vmid < 150
  "odd name": proxmox_vmtype == 'lxc'
  broken: nowhere.to.be.found
keyed_groups:
  - key: proxmox_vmtype
  - key: proxmox_node
    prefix: node
    parent_group: all_nodes
  - {key: proxmox_tags_parsed, prefix: tag, separator: '-'}
  - {key: "{'size': proxmox_vmid, 'none': ''}", prefix: d, trailing_separator: false}
  - {key: proxmox_pool, prefix: pool, default_value: none}
  - {key: nowhere.to.be.found, prefix: never}
  - {key: number | string, prefix: n, parent_group: "{{ proxmox_vmtype }}_numbers"}
`;

  // Before 2.19 numbers come out of expressions as text.
  const newest = ansibles.filter(({ version }) => version.startsWith("2.19"));

  test.skipIf(newest.length === 0).each(newest)(
    "constructs what Ansible $version's constructed plugin does",
    async ({ bin }) => {
      const env = environment();
      const folder = mkdtempSync(join(tmpdir(), "constructed-"));
      const [ours, theirs] = [join(folder, "lab.proxmox.yml"), join(folder, "constructed.yml")];
      writeFileSync(ours, `plugin: community.proxmox.proxmox\n${CONSTRUCTED}`);
      writeFileSync(theirs, `plugin: constructed\n${CONSTRUCTED}`);
      const cli = join(dirname(script), "pveplay.js");
      const own = await run(process.execPath, [cli, "inventory", "--config", ours, "--list"], { env });
      const constructed = await run(join(bin, "ansible-inventory"), ["-i", script, "-i", theirs, "--list"], {
        env: { ...env, ANSIBLE_INVENTORY_ENABLED: "script,constructed" },
      });
      expect(unordered(own.stdout)).toEqual(unordered(constructed.stdout));
    },
  );
});

/** A listing with the names of groups and hosts in any order, and no word on the encoding: Ansible marks all made of untrusted text. */
function unordered(listing: string): unknown {
  return JSON.parse(listing, (key, value: unknown) => {
    if (key === "profile") return undefined;
    if (typeof value === "object" && value !== null && "__ansible_unsafe" in value) return value.__ansible_unsafe;
    return ["children", "hosts"].includes(key) && Array.isArray(value)
      ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1))
      : value;
  });
}
