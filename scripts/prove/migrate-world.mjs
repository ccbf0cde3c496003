import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { ROOT } from "../build/paths.mjs";

const SCENARIO = join(ROOT, "test", "roles", "migrate", "scenario");
const JOURNAL = ".before_migration.journal.json";
// Waits for a line, so that the kill is armed before the first request.
const GATE = 'read -r go; export PROVE_GROUP=$$; exec "$@"';

/** A simulator and a folder with the playbook, in which runs follow each other. */
export class World {
  #simulator;
  #announced;
  #folder;
  #program;

  static async start(engine, speed) {
    const world = new World();
    world.#folder = mkdtempSync(join(tmpdir(), "pveplay-prove-"));
    cpSync(SCENARIO, world.#folder, { recursive: true });
    world.#program = programOf(engine);
    const args = ["--port", "0", "--fixture", "demo", "--speed", String(speed), "--control-port", "0"];
    world.#simulator = spawn(process.execPath, [join(ROOT, "dist", "pve-simulator.js"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: world.#simulator.stdout }), "line");
    world.#announced = JSON.parse(line);
    return world;
  }

  async stop() {
    this.#simulator.kill("SIGTERM");
    await once(this.#simulator, "exit");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Back to the beginning: no faults, no requests seen, the guests of the fixture, an empty folder. */
  async reset() {
    await this.#control("DELETE", "/faults");
    await this.#control("DELETE", "/requests");
    await this.#control("POST", "/reset");
    for (const name of [JOURNAL, "report.yml"]) rmSync(join(this.#folder, name), { force: true });
  }

  /** How many requests were answered since the reset. */
  async requests() {
    return (await this.#control("GET", "/requests")).length;
  }

  /** Guests with everything but what differs between any two runs: generation ids and the time in the checkpoint's name. */
  async guests() {
    const { guests } = await this.#control("GET", "/state");
    const text = JSON.stringify(guests, (key, value) => (key === "vmgenid" || key === "snaptime" ? undefined : value));
    return text.replaceAll(/\d{8}T\d{6}/g, "<id>");
  }

  /** What the last run left in its folder. */
  left() {
    const report = join(this.#folder, "report.yml");
    const journal = join(this.#folder, JOURNAL);
    return {
      report: existsSync(report) ? parse(readFileSync(report, "utf8")) : undefined,
      journal: existsSync(journal) ? readFileSync(journal, "utf8") : undefined,
      files: readdirSync(this.#folder).filter((name) => !/^(site|upgrade|health|report)\.yml$/.test(name)),
    };
  }

  /** Runs the playbook, killing it as told: at a request (`side`, `request` from 1), or after milliseconds (`after`). */
  async run(variables, killing) {
    const child = spawn("sh", ["-c", GATE, "sh", ...this.#program, "site.yml", "-e", JSON.stringify(variables)], {
      cwd: this.#folder,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: this.#environment(),
    });
    const { pid } = child;
    if (pid === undefined) throw new Error("sh could not be started");
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    await this.#arm(child, killing);
    const ended = once(child, "exit");
    child.stdin.end("go\n");
    const timer = killing?.after === undefined ? undefined : setTimeout(() => kill(-pid), killing.after);
    const [code, signal] = await ended;
    clearTimeout(timer);
    await killOrphans(pid);
    await this.#control("DELETE", "/faults");
    return { code, killed: signal === "SIGKILL", output };
  }

  async #arm(child, killing) {
    if (killing?.side === undefined) return;
    const { side, request } = killing;
    await this.#control("POST", "/faults", { kind: side, pid: -child.pid, skip: request - 1, times: 1 });
  }

  async #control(method, path, body) {
    const options = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.#announced.control}${path}`, options);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  #environment() {
    const { hostname, port } = new URL(this.#announced.url);
    return {
      PATH: process.env.PATH,
      HOME: this.#folder,
      LANG: "C.UTF-8",
      PROXMOX_HOST: hostname,
      PROXMOX_PORT: port,
      PROXMOX_FINGERPRINT: this.#announced.fingerprint,
      PROXMOX_USER: "root@pam",
      PROXMOX_TOKEN_ID: "admin",
      PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111",
      ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
      ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
      ANSIBLE_HOME: join(tmpdir(), "pveplay-prove-ansible"),
      ANSIBLE_LOCALHOST_WARNING: "False",
      ANSIBLE_INVENTORY_UNPARSED_WARNING: "False",
      ANSIBLE_NOCOLOR: "1",
    };
  }
}

function programOf(engine) {
  if (engine === "pveplay") return [process.execPath, join(ROOT, "dist", "pveplay.js"), "run"];
  const folders = [
    process.env.PVEPLAY_ANSIBLE ?? "",
    join(ROOT, ".venv", "bin"),
    ...(process.env.PATH ?? "").split(":"),
  ];
  const program = folders.map((folder) => join(folder, "ansible-playbook")).find((path) => existsSync(path));
  if (program === undefined) throw new Error("No ansible-playbook on this machine");
  return [program];
}

/** SIGKILL to a process, or with a negative number to a group. */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (error.code !== "ESRCH") throw error;
  }
}

/** Ansible's workers leave the process group; power failures take them too. They are known by the group in their environment. */
async function killOrphans(group) {
  for (let left = orphansOf(group); left.length > 0; left = orphansOf(group)) {
    for (const pid of left) kill(pid);
    await sleep(5);
  }
}

function orphansOf(group) {
  const mark = `PROVE_GROUP=${group}\0`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}
