import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ansible, ansibles, runAnsible } from "../helpers/ansible.ts";
import { type EngineResult, type EngineRun, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Ansible starts a process for each of some hundred tasks. */
const TIMEOUT = 120_000;

/** Where modules and roles come from: this checkout, or an installed collection. */
type Environment = Readonly<Record<string, string>>;

const fromCheckout: Environment = {
  ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
  ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
};

/** Runs the demo under one engine against a simulator of its own. */
async function runDemo(
  engine: (run: EngineRun) => Promise<EngineResult>,
  options: { readonly env: Environment; readonly args?: readonly string[] },
): Promise<EngineResult> {
  let simulator: Simulator | undefined;
  try {
    // How late the cluster's list learns names would tell the faster engine from the slower one.
    simulator = await startSimulator({ fixture: "demo", speed: 0, statsDelay: 0 });
    const { hostname, port } = new URL(simulator.url);
    return await engine({
      folder: join(ROOT, "demo"),
      args: [
        "-i",
        "inventory.yml",
        "--vault-password-file",
        "vault-password.txt",
        "site.yml",
        "-e",
        "report_file=report.yml",
        "-e",
        "migrate_id=differential",
        ...(options.args ?? []),
      ],
      env: { PROXMOX_HOST: hostname, PROXMOX_PORT: port, PROXMOX_FINGERPRINT: simulator.fingerprint, ...options.env },
    });
  } finally {
    await simulator?.stop();
  }
}

interface Line {
  readonly event: string;
  readonly task?: string;
  readonly action?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** Every result of our modules, whole but for what the clock or the engine adds. */
function moduleResults({ lines }: EngineResult): readonly unknown[] {
  return lines
    .split("\n")
    .filter((text) => text.startsWith("{"))
    .map((text) => JSON.parse(text) as Line)
    .filter(({ event, action }) => (event === "result" || event === "item") && /proxmox_/.test(action ?? ""))
    .map(({ event, task, result }) => ({
      event,
      task: task?.replace("pveplay.proxmox.", ""),
      result: withoutNoise(result),
    }));
}

const NOISE = new Set([
  "invocation",
  "snaptime",
  // Said again by the status that is compared.
  "failed",
  "skipped",
  "false_condition",
  "deprecations",
  "warnings",
  "_ansible_parsed",
  "_ansible_no_log",
  "_ansible_item_label",
  "ansible_loop_var",
]);

function withoutNoise(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNoise);
  if (typeof data !== "object" || data === null) return data;
  const kept = Object.entries(data).filter(([key]) => !NOISE.has(key) && !key.startsWith("_ansible"));
  return Object.fromEntries(
    kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, withoutNoise(value)]),
  );
}

/** Role names carry the collection they came from. */
function withoutCollection(text: unknown): unknown {
  return JSON.parse(JSON.stringify(text).replaceAll("pveplay.proxmox.", ""));
}

describe.each(ansibles)("the demo under ansible-core $version and under pveplay run", (ansible: Ansible) => {
  const under = (run: EngineRun) => underAnsible(run, join(ansible.bin, "ansible-playbook"));

  test.each([
    ["", []],
    [" in check mode", ["--check", "--diff"]],
  ] as const)(
    "gives the same results, recap and exit code%s",
    async (_name, args) => {
      const ours = await runDemo(underPveplay, { env: fromCheckout, args });
      const theirs = await runDemo(under, { env: fromCheckout, args });
      expect(ours.record, ours.stderr).toEqual(theirs.record);
      expect(moduleResults(ours)).toEqual(moduleResults(theirs));
    },
    TIMEOUT,
  );

  test(
    "gives the same from an installed collection",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "pveplay-collection-"));
      const archive = readdirSync(join(ROOT, "dist", "collection")).find((file) => file.endsWith(".tar.gz")) ?? "";
      await runAnsible(
        ansible,
        [
          "ansible-galaxy",
          "collection",
          "install",
          "--offline",
          join(ROOT, "dist", "collection", archive),
          "-p",
          folder,
        ],
        { cwd: folder },
      );
      const env = {
        ANSIBLE_COLLECTIONS_PATH: folder,
        ANSIBLE_COLLECTIONS_PATHS: folder,
        ANSIBLE_LIBRARY: "/nonexistent",
        ANSIBLE_ROLES_PATH: "/nonexistent",
      };
      const ours = await runDemo(underPveplay, { env });
      const theirs = await runDemo(under, { env });
      expect(withoutCollection(ours.record), ours.stderr).toEqual(withoutCollection(theirs.record));
      expect(moduleResults(ours)).toEqual(moduleResults(theirs));
    },
    TIMEOUT,
  );
});

test("the demo's outcome is what it says", async () => {
  const { record } = await runDemo(underPveplay, { env: fromCheckout });
  expect(record.exitCode).toBe(0);
  expect(record.stats["localhost"]).toMatchObject({ failed: 0, rescued: 1 });
});
