import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
  await run("proxmox_vm", {
    clone: "debian-13-cloud",
    vmid: 120,
    name: "any",
    full: true,
    scsi1: { storage: "local-lvm", size: "1G" },
  });
  await run("proxmox_container", {
    vmid: 300,
    name: "any-ct",
    node: "pve1",
    ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
    rootfs: { storage: "local-lvm", size: "4G" },
    net0: { name: "eth0", bridge: "vmbr0", ip: "dhcp" },
  });
});

afterAll(async () => {
  await simulator.stop();
});

type Args = Readonly<Record<string, unknown>>;
type Config = Readonly<Record<string, unknown>>;

async function run(module: string, args: Args) {
  const { result } = await converge(module, { ...connectionTo(simulator, "root"), ...args });
  expect(result.failed, result.msg).toBeUndefined();
  return result;
}

async function configOf(path: string): Promise<Config> {
  const { Agent, request } = await import("undici");
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const headers = { authorization: "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111" };
  const answer = await request(`${simulator.url}/api2/json/nodes/pve1/${path}/config`, { dispatcher, headers });
  const { data } = (await answer.body.json()) as { readonly data: Config };
  await dispatcher.close();
  return data;
}

/** Small seeded generator (mulberry32): the same tasks on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** For each configuration key, values a task may ask for, and the parts of a property string that may differ afterwards. */
const choices: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  "qemu/120": {
    cores: [1, 2, 4],
    memory: [1024, 2048, 4096],
    onboot: [true, false],
    description: ["one", "two\nlines"],
    tags: [["a"], ["b", "c"]],
    net0: [{ tag: 5 }, { firewall: true }, { rate: 10 }, { tag: 9, mtu: 1400 }],
    scsi0: [{ discard: "on" }, { ssd: true }, { cache: "writeback" }, { backup: false }],
    scsi1: [{ iothread: true }, { serial: "ABC" }],
    agent: [true, { enabled: true, fstrim_cloned_disks: true }],
    ipconfig0: ["ip=10.0.0.5/24", { ip: "10.0.0.6/24", gw: "10.0.0.1" }],
    ciuser: ["ann", "bob"],
    cpu: ["host", { cputype: "x86-64-v2-AES" }],
    vga: ["serial0", "std"],
    startup: ["order=1", "order=2,up=30"],
    name: ["any", "other"],
  },
  "lxc/300": {
    cores: [1, 2],
    memory: [256, 512],
    swap: [0, 256],
    onboot: [true, false],
    description: ["one", "two"],
    tags: [["a"], ["b"]],
    net0: [{ tag: 5 }, { firewall: true }, { ip: "10.0.0.9/24" }],
    features: [{ nesting: true }, { nesting: false }],
    nameservers: [["10.0.0.1"], ["10.0.0.2", "10.0.0.3"]],
    startup: ["order=3"],
  },
};

const configKeys: Readonly<Record<string, string>> = { nameservers: "nameserver" };

const cases = Object.keys(choices).flatMap((path) => Array.from({ length: 40 }, (_, seed) => ({ path, seed })));

describe("a partial task", () => {
  test.each(cases)("changes only the keys it names ($path, seed $seed)", async ({ path, seed }) => {
    const random = generator(seed);
    const options = choices[path] ?? {};
    const named = Object.keys(options).filter(() => random() < 0.3);
    const args = Object.fromEntries(
      named.map((key) => [key, options[key]?.[Math.floor(random() * (options[key]?.length ?? 0))]]),
    );
    const [type, vmid] = path.split("/");
    const module = type === "qemu" ? "proxmox_vm" : "proxmox_container";
    const before = await configOf(path);
    await run(module, { vmid: Number(vmid), ...args });
    const after = await configOf(path);
    const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => key !== "digest" && before[key] !== after[key],
    );
    const allowed = new Set(
      named.map((key) => (key === "name" && type === "lxc" ? "hostname" : (configKeys[key] ?? key))),
    );
    expect(differing.filter((key) => !allowed.has(key))).toEqual([]);
    for (const key of differing) expect(lostParts(before[key], after[key], args[key])).toEqual([]);
    expect(await run(module, { vmid: Number(vmid), ...args })).toMatchObject({ changed: false });
  });
});

/** Parts of a property string that were there before, were not asked about, and are gone or different. */
function lostParts(before: unknown, after: unknown, asked: unknown): readonly string[] {
  if (
    typeof before !== "string" ||
    typeof after !== "string" ||
    typeof asked !== "object" ||
    asked === null ||
    Array.isArray(asked)
  )
    return [];
  const parts = new Set(after.split(","));
  const isAsked = (part: string): boolean =>
    Object.keys(asked).some((key) => part.startsWith(`${key}=`) || key === "cputype" || key === "enabled");
  return before.split(",").filter((part) => !parts.has(part) && !isAsked(part));
}
