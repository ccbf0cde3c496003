import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { underAnsible, underPveplay } from "../../helpers/both-engines.ts";
import { ansibles } from "../../helpers/ansible.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const TIMEOUT = 180_000;

describe("role migrate under kill -9", () => {
  test(
    "is wholly migrated or wholly rolled back after the next run, for kills drawn by lot",
    async () => {
      const options = ["--sample", "8", "--twice", "2", "--moments", "1", "--scenarios", "kept,health-fails", "--json"];
      const { stdout } = await execa(process.execPath, ["scripts/prove-migrate.mjs", ...options], {
        cwd: ROOT,
        reject: false,
      });
      const counts = JSON.parse(stdout) as Readonly<Record<string, number>>;
      expect(counts).toMatchObject({ runs: 11, wrong: 0, problems: [] });
      expect(counts["killed"]).toBeGreaterThanOrEqual(8);
    },
    TIMEOUT,
  );
});

describe.each(ansibles.slice(0, 1))("role migrate under ansible-core $version and under pveplay run", ({ bin }) => {
  test(
    "gives the same results when the health checks fail",
    async () => {
      const run = async (engine: typeof underPveplay): Promise<unknown> => {
        const simulator = await startSimulator({ fixture: "demo" });
        try {
          const { record } = await engine({ ...SCENARIO, env: environmentFor(simulator) });
          return record;
        } finally {
          await simulator.stop();
        }
      };
      const theirs = await run((scenario) => underAnsible(scenario, `${bin}/ansible-playbook`));
      expect(await run(underPveplay)).toEqual(theirs);
    },
    TIMEOUT,
  );
});

const SCENARIO = {
  folder: `${ROOT}test/roles/migrate/scenario`,
  args: ["site.yml", "-e", "scenario=health-fails", "-e", "migrate_id=differential"],
};

function environmentFor({ url, fingerprint }: Simulator): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(url);
  return {
    PROXMOX_HOST: hostname,
    PROXMOX_PORT: port,
    PROXMOX_FINGERPRINT: fingerprint,
    PROXMOX_USER: "root@pam",
    PROXMOX_TOKEN_ID: "admin",
    PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111",
    ANSIBLE_ROLES_PATH: `${ROOT}roles`,
    ANSIBLE_LIBRARY: `${ROOT}dist/modules`,
  };
}
