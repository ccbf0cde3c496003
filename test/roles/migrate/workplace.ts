import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { loadYaml } from "../../../core/yaml/index.ts";
import { toJson } from "../../../core/values.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const JOURNAL = ".before_migration.journal.json";

type Data = Readonly<Record<string, unknown>>;

/** How a run of the scenario ended. */
export interface MigrateRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** The report it wrote, when it wrote one. */
  readonly report: Data | undefined;
  /** The journal it left, when it left one. */
  readonly journal: Data | undefined;
}

/** A guest as far as a migration changes it. */
export interface SeenGuest {
  readonly memory: string;
  readonly status: string;
  /** Descriptions by name. */
  readonly snapshots: Readonly<Record<string, string>>;
}

/** A simulator and a folder with the scenario, in which runs follow each other. */
export class Workplace {
  readonly simulator: Simulator;
  readonly #folder: string;

  private constructor(simulator: Simulator, folder: string) {
    this.simulator = simulator;
    this.#folder = folder;
  }

  static async open(): Promise<Workplace> {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-migrate-"));
    cpSync(join(ROOT, "test/roles/migrate/scenario"), folder, { recursive: true });
    return new Workplace(await startSimulator({ fixture: "demo", control: true }), folder);
  }

  async close(): Promise<void> {
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Back to the fixture and an empty folder. */
  async reset(): Promise<void> {
    await this.control("DELETE", "/faults");
    await this.control("POST", "/reset");
    await this.control("DELETE", "/requests");
    for (const name of [JOURNAL, "report.yml"]) rmSync(join(this.#folder, name), { force: true });
  }

  async control(method: string, path: string, body?: Data): Promise<unknown> {
    const options = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return (await fetch(`${this.simulator.control ?? ""}${path}`, options)).json();
  }

  /** Runs the playbook with these variables. */
  async run(variables: Data = {}, { args = [], env = {} }: RunOptions = {}): Promise<MigrateRun> {
    const { hostname, port } = new URL(this.simulator.url);
    const program = [await pveplayBundle(), "run", "site.yml", "-e", JSON.stringify(variables), ...args];
    const { exitCode, stdout } = await execa(process.execPath, program, {
      cwd: this.#folder,
      reject: false,
      extendEnv: false,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: this.#folder,
        COLUMNS: "10000",
        PROXMOX_HOST: hostname,
        PROXMOX_PORT: port,
        PROXMOX_FINGERPRINT: this.simulator.fingerprint,
        PROXMOX_USER: "root@pam",
        PROXMOX_TOKEN_ID: "admin",
        PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111",
        ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
        ...env,
      },
    });
    return { exitCode, stdout, report: this.#read("report.yml"), journal: this.#read(JOURNAL) };
  }

  /** Puts a journal where the next run finds it. */
  leaveJournal(content: Data | string): void {
    writeFileSync(join(this.#folder, JOURNAL), typeof content === "string" ? content : JSON.stringify(content));
  }

  /** Writes a file beside the playbook. */
  write(name: string, content: string): void {
    writeFileSync(join(this.#folder, name), content);
  }

  /** A module's result, as root. */
  async module(name: string, args: Data): Promise<Data> {
    return (await converge(name, { ...connectionTo(this.simulator, "root"), ...args })).result;
  }

  /** The guests of the scenario by vmid. */
  async guests(): Promise<Readonly<Record<string, SeenGuest>>> {
    const { guests } = (await this.control("GET", "/state")) as { guests: readonly StateGuest[] };
    const seen = guests
      .filter(({ vmid }) => vmid !== 9000)
      .map(({ vmid, status = "stopped", config, snapshots }): readonly [string, SeenGuest] => {
        const descriptions = Object.entries(snapshots).map(([name, { description }]) => [name, description]);
        return [
          String(vmid),
          {
            memory: config["memory"] ?? "",
            status,
            snapshots: Object.fromEntries(descriptions) as Record<string, string>,
          },
        ];
      });
    return Object.fromEntries(seen);
  }

  /** Requests that may change something, such as `POST 201 rollback`, in order. */
  async writes(): Promise<readonly string[]> {
    const requests = (await this.control("GET", "/requests")) as readonly { method: string; path: string }[];
    return requests
      .filter(({ method }) => method !== "GET")
      .map(
        ({ method, path }) =>
          `${method} ${/\d+/.exec(path.replace(/^\/nodes\/[^/]+/, ""))?.[0] ?? ""} ${path.split("/").at(-1) ?? ""}`,
      );
  }

  #read(name: string): Data | undefined {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return undefined;
    const text = readFileSync(path, "utf8");
    return text === "" ? {} : (toJson(loadYaml(text, { file: path, trust: false })) as Data);
  }
}

interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface StateGuest {
  readonly vmid: number;
  readonly status?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly snapshots: Readonly<Record<string, { readonly description: string }>>;
}
