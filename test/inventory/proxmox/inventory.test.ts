import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadAnsibleConfig } from "../../../core/ansible-config.ts";
import type { Value } from "../../../core/values.ts";
import { type Inventory, loadInventory } from "../../../inventory/index.ts";
import { inventoryEvaluator } from "../../../runner/cli/evaluator.ts";
import { SourceFiles } from "../../../runner/load/source-files.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { memoryContext } from "../../runner/cli/memory-context.ts";
import { answer, type ApiServer, refuse, type SeenRequest, startApiServer } from "../../helpers/api-server.ts";

const GUESTS = [
  { type: "qemu", vmid: 101, name: "web", node: "pve1", status: "running", tags: "prod;web", pool: "front" },
  { type: "qemu", vmid: 102, name: "web", node: "pve2", status: "running" },
  { type: "qemu", vmid: 103, name: "db", node: "pve1", status: "stopped" },
  { type: "qemu", vmid: 104, name: "mute", node: "pve1", status: "running" },
  { type: "qemu", vmid: 105, node: "pve2", status: "running" },
  { type: "lxc", vmid: 201, name: "dns.lan", node: "pve2", status: "running", tags: "a-b" },
  { type: "qemu", vmid: 900, name: "golden", node: "pve1", status: "stopped", template: 1 },
];

const ANSWERS: Readonly<Record<string, unknown>> = {
  "/nodes": [
    { node: "pve2", status: "online" },
    { node: "pve1", status: "online" },
  ],
  "/cluster/status": [
    { type: "cluster", name: "lab" },
    { type: "node", name: "pve2", online: 1, ip: "192.0.2.2" },
    { type: "node", name: "pve1", online: 1, ip: "192.0.2.1" },
  ],
  "/cluster/resources?type=vm": GUESTS,
  "/nodes/pve2/qemu": [
    { vmid: 102, name: "web" },
    { vmid: 105, name: "young" },
  ],
  "/nodes/pve1/qemu/101/agent/network-get-interfaces": {
    result: [
      { name: "lo", "ip-addresses": [{ "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 }] },
      { name: "docker0", "ip-addresses": [{ "ip-address": "172.17.0.1", "ip-address-type": "ipv4", prefix: 16 }] },
      {
        name: "eth0",
        "hardware-address": "bc:24:11:00:00:01",
        "ip-addresses": [
          { "ip-address": "fe80::1", "ip-address-type": "ipv6", prefix: 64 },
          { "ip-address": "2001:db8::1", "ip-address-type": "ipv6", prefix: 64 },
          { "ip-address": "10.0.0.1", "ip-address-type": "ipv4", prefix: 24 },
        ],
      },
    ],
  },
  "/nodes/pve2/qemu/102/config": {
    name: "web",
    ipconfig0: "ip=dhcp,ip6=2001:db8::2/64",
    ipconfig1: "gw=10.0.0.254,ip=10.0.0.2/24",
  },
  "/nodes/pve1/qemu/103/config": {
    name: "db",
    ipconfig0: "ip=dhcp",
    scsi0: "local-lvm:vm-103-disk-0,size=8G",
    agent: "1,fstrim_cloned_disks=1",
    tags: "x",
    description: "a=b, {{ c }}",
  },
  "/nodes/pve1/qemu/103/snapshot": [{ name: "before" }, { name: "current" }],
  "/nodes/pve2/qemu/105/config": {},
  "/nodes/pve2/lxc/201/interfaces": [
    { name: "lo", inet: "127.0.0.1/8" },
    { name: "eth0", hwaddr: "bc:24:11:00:02:01", inet: "10.0.0.201/24", inet6: "fe80::2/64" },
  ],
};

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function cluster(): Promise<ApiServer> {
  server = await startApiServer(({ path }: SeenRequest, response) => {
    if (path.startsWith("/nodes/pve1/qemu/104/agent")) return;
    if (path in ANSWERS) answer(response, ANSWERS[path]);
    else refuse(response, 500, "No QEMU guest agent configured");
  });
  return server;
}

interface Loaded {
  readonly inventory: Inventory;
  readonly warnings: readonly string[];
}

async function load(
  options: string,
  { refresh = false, folder = mkdtempSync(join(tmpdir(), "inventory-")) } = {},
): Promise<Loaded> {
  const { port, fingerprint } = server ?? (await cluster());
  const file = join(folder, "lab.proxmox.yml");
  const connection = `api_host: 127.0.0.1:${port}\nfingerprint: "${fingerprint}"\nuser: u@pve\ntoken_id: inv\ntoken_secret: s`;
  writeFileSync(file, `plugin: community.proxmox.proxmox\n${connection}\nagent_timeout: 0.3\n${options}\n`);
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const context = { cwd: folder, env: { HOME: folder } };
  const config = loadAnsibleConfig(context, warn);
  const { context: command } = memoryContext(context);
  const evaluator = () => inventoryEvaluator(command, new SourceFiles(new VaultSecrets(), warn));
  return { inventory: await loadInventory([file], { ...context, config, warn, refresh, evaluator }), warnings };
}

function vars(inventory: Inventory, host: string): Record<string, Value> {
  return Object.fromEntries(
    [...inventory.hostVars(host)].map(([key, value]) => [typeof key === "string" ? key : "", value]),
  );
}

describe("a Proxmox inventory", () => {
  test("has nodes and guests, and no templates", async () => {
    const { inventory } = await load("");
    const hosts = ["db", "dns.lan", "mute", "pve1", "pve2", "web-101", "web-102", "young"];
    expect([...inventory.match("all")].sort()).toEqual(hosts);
  });

  test("groups guests by kind, node, status, tag and pool", async () => {
    const { inventory } = await load("");
    const groups = Object.fromEntries([...inventory.groups()].filter(([name]) => name.startsWith("proxmox_")));
    expect(groups).toEqual({
      proxmox_all_lxc: ["dns.lan"],
      proxmox_all_qemu: ["web-101", "web-102", "db", "mute", "young"],
      proxmox_all_running: ["web-101", "web-102", "mute", "young", "dns.lan"],
      proxmox_all_stopped: ["db"],
      proxmox_nodes: ["pve1", "pve2"],
      proxmox_node_pve1: ["web-101", "db", "mute"],
      proxmox_node_pve2: ["web-102", "young", "dns.lan"],
      proxmox_pve1_qemu: ["web-101", "db", "mute"],
      proxmox_pve2_qemu: ["web-102", "young"],
      proxmox_pve2_lxc: ["dns.lan"],
      proxmox_pool_front: ["web-101"],
      proxmox_tag_prod: ["web-101"],
      proxmox_tag_web: ["web-101"],
      proxmox_tag_a_b: ["dns.lan"],
    });
  });

  test.each([
    ["the guest agent, outside addresses first", "web-101", "10.0.0.1"],
    ["cloud-init when there is no agent", "web-102", "10.0.0.2"],
    ["the node for a container", "dns.lan", "10.0.0.201"],
    ["nowhere when the agent never answers", "mute", undefined],
    ["nowhere when nothing is known", "db", undefined],
  ])("takes ansible_host from %s", async (_name, host, address) => {
    const { inventory } = await load("");
    expect(vars(inventory, host)["ansible_host"]).toBe(address);
  });

  test("asks no guest more than the cloud-init question behind a refusal", async () => {
    const { seen } = await cluster();
    await load("");
    const asked = seen.map(({ path }) => path).sort();
    expect(asked).toEqual([
      "/cluster/resources?type=vm",
      "/nodes",
      "/nodes/pve1/qemu/101/agent/network-get-interfaces",
      "/nodes/pve1/qemu/103/config",
      "/nodes/pve1/qemu/104/agent/network-get-interfaces",
      "/nodes/pve2/lxc/201/interfaces",
      "/nodes/pve2/qemu",
      "/nodes/pve2/qemu/102/agent/network-get-interfaces",
      "/nodes/pve2/qemu/102/config",
      "/nodes/pve2/qemu/105/agent/network-get-interfaces",
      "/nodes/pve2/qemu/105/config",
    ]);
  });

  test("tells of duplicates, and keeps them as the policy says", async () => {
    const suffix = await load("exclude_nodes: true");
    expect(suffix.warnings).toEqual(["2 guests are called web: guest 101 is web-101 here, guest 102 is web-102 here"]);
    const first = await load("duplicates: first");
    expect(vars(first.inventory, "web")["proxmox_vmid"]).toBe(101);
    expect(first.inventory.host("web-102")).toBeUndefined();
    await expect(load("duplicates: error")).rejects.toMatchObject({ code: "GUEST_AMBIGUOUS" });
  });

  test("counts the guests whose facts could not be read, in one warning", async () => {
    const { warnings } = await load("want_facts: true\nexclude_nodes: true\nduplicates: first");
    expect(warnings.filter((text) => text.includes("facts"))).toEqual([
      expect.stringMatching(/^The facts of 5 of 6 guests could not be read \(101, 102, 104, 105, 201\):/),
    ]);
  });

  test("takes configurations apart with want_facts, and templates nothing in them", async () => {
    const { inventory } = await load("want_facts: true\nfacts_prefix: pve_\ngroup_prefix: g_\nexclude_nodes: true");
    expect(vars(inventory, "db")).toMatchObject({
      pve_scsi0: new Map([
        ["disk_image", "local-lvm:vm-103-disk-0"],
        ["size", "8G"],
      ]),
      pve_description: "a=b, {{ c }}",
      pve_snapshots: ["before"],
      pve_status: "stopped",
      pve_vmid: 103,
    });
    expect(inventory.match("g_all_stopped")).toEqual(["db"]);
    expect(inventory.host("pve1")).toBeUndefined();
  });

  test("reads facts of the guests that the filters left, with want_post_filter_facts", async () => {
    const { seen } = await cluster();
    const options = `exclude_nodes: true\nwant_post_filter_facts: true\nfilters: ["proxmox_status == 'stopped'"]`;
    const { inventory } = await load(options);
    expect(inventory.match("all")).toEqual(["db"]);
    expect(vars(inventory, "db")["proxmox_snapshots"]).toEqual(["before"]);
    expect(seen.filter(({ path }) => path.endsWith("/snapshot"))).toHaveLength(1);
  });

  test("keeps nothing with the memory plugin, and names the file by the prefix with jsonfile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "inventory-"));
    const options = `cache: true\ncache_prefix: lab-\ncache_connection: ${folder}/kept`;
    await load(`${options}\ncache_plugin: ansible.builtin.memory`, { folder });
    expect(readdirSync(folder)).not.toContain("kept");
    await load(`${options}\ncache_plugin: jsonfile`, { folder });
    expect(readdirSync(join(folder, "kept"))).toEqual([expect.stringMatching(/^lab-[0-9a-f]+\.json$/)]);
  });

  test("names guests and nodes by a template, and guests of a kind by one of their own", async () => {
    const template = 'hostname: "{{ name }}.{{ type }}.lab"\nlxc_hostname: "ct{{ vmid }}"';
    const { inventory } = await load(`duplicates: first\n${template}`);
    const hosts = [
      "ct201",
      "db.qemu.lab",
      "mute.qemu.lab",
      "pve1.node.lab",
      "pve2.node.lab",
      "web.qemu.lab",
      "young.qemu.lab",
    ];
    expect([...inventory.match("all")].sort()).toEqual(hosts);
  });

  test("names guests by an expression over their variables", async () => {
    const { inventory } = await load(`exclude_nodes: true\nhostname: "name ~ '-' ~ proxmox_vmid"`);
    expect(inventory.match("all")).toContain("web-102");
  });

  test("has only nodes when guests are excluded", async () => {
    const { inventory } = await load("exclude_vms: true\nwant_proxmox_nodes_ansible_host: true");
    expect(inventory.match("all")).toEqual(["pve1", "pve2"]);
    expect(vars(inventory, "pve1")["ansible_host"]).toBe("192.0.2.1");
  });

  test("keeps its answer in a private file until it is too old or refreshed", async () => {
    const { seen } = await cluster();
    const folder = mkdtempSync(join(tmpdir(), "inventory-"));
    const options = `cache: true\ncache_connection: ${join(folder, "kept")}`;
    const first = await load(options, { folder });
    const asked = seen.length;
    const second = await load(options, { folder });
    expect(seen).toHaveLength(asked);
    expect(second.inventory.match("all")).toEqual(first.inventory.match("all"));
    const [name = ""] = readdirSync(join(folder, "kept"));
    expect(statSync(join(folder, "kept", name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "kept", name), "utf8")).not.toContain("token_secret");
    await load(options, { folder, refresh: true });
    expect(seen.length).toBeGreaterThan(asked);
    await load(`${options}\ncache_timeout: 0`, { folder });
    expect(seen.length).toBeGreaterThan(2 * asked);
  });

  test.each([
    ["an unknown option", "want_fact: true", "OPTION_UNKNOWN"],
    ["extra variables, which expressions do not see", "use_extra_vars: true", "OPTION_UNSUPPORTED"],
    ["a cache that is none of ours", "cache_plugin: redis", "OPTION_INVALID"],
    ["a value of the wrong kind", "facts_concurrency: many", "OPTION_INVALID"],
    ["a certificate that is another", `fingerprint: "${"0".repeat(64)}"`, "PROXMOX_TLS"],
  ])("is an error for %s, not an empty inventory", async (_name, option, code) => {
    await expect(load(option)).rejects.toMatchObject({ code });
  });
});
