import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Grant } from "../../core/proxmox/access/grants.ts";
import { minimalGrants } from "../../core/proxmox/access/minimal-grants.ts";
import { ProxmoxClient } from "../../core/proxmox/client.ts";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import { ConnectionPool } from "../../core/proxmox/connection-pool.ts";
import { endpointFrom } from "../../core/proxmox/endpoint.ts";
import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import { parseArgs } from "../../core/spec/parse-args.ts";
import { NO_SERVER, type ServerKnowledge } from "../../runner/access/known-guests.ts";
import type { PlaybookNeeds } from "../../runner/access/need.ts";
import { needsOfPlaybook } from "../../runner/access/needs-of-playbook.ts";
import { serverKnowledge, withConfigs } from "../../runner/access/server-knowledge.ts";
import type { CommandContext } from "../../runner/cli/command-context.ts";
import { compileFile, prepareRun } from "../../runner/cli/prepare-run.ts";
import type { RunFlags } from "../../runner/cli/run-options.ts";
import { runPlaybooks } from "../../runner/execute/run-playbooks.ts";
import { grant } from "../pve/access/acl-store.ts";
import { emptyUser } from "../pve/access/user-api.ts";
import type { Fixture } from "../pve/fixtures/format.ts";
import { demo } from "../pve/fixtures/demo.ts";
import { createSimulator, listen, type Simulator } from "../pve/simulator.ts";

process.setMaxListeners(0);

const ROOT = new URL("../..", import.meta.url).pathname;

/** A playbook to be proved: where it stands, and how it is run. */
export interface Subject {
  readonly name: string;
  readonly folder: string;
  readonly playbook: string;
  readonly flags?: Partial<RunFlags>;
}

/** The examples of a module as a playbook. */
export function examplesOf(module: string): Subject {
  const tasks = readFileSync(join(ROOT, "modules", module, "examples.yml"), "utf8").replace(/^/gm, "    ");
  return subject(module, `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n${tasks}`);
}

/** A play as a playbook in a folder of its own. */
export function subject(name: string, playbook: string): Subject {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-least-"));
  mkdirSync(join(folder, "group_vars"));
  writeFileSync(join(folder, "playbook.yml"), playbook);
  writeFileSync(join(folder, "inventory"), "localhost ansible_connection=local\n");
  writeFileSync(join(folder, "vault-password.txt"), "vault-password\n");
  return { name, folder, playbook: "playbook.yml", flags: { inventory: ["inventory"] } };
}

/** The play that a role's README shows, with variables changed for the demo cluster. */
export function roleExample(role: string, changed: Readonly<Record<string, string>> = {}): Subject {
  const readme = readFileSync(join(ROOT, "roles", role, "README.md"), "utf8");
  const play = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const fitted = Object.entries(changed).reduce((text, [from, to]) => text.replaceAll(from, to), play);
  return subject(`role ${role}`, fitted);
}

/** The demo, as it stands. */
export const demoSubject: Subject = {
  name: "demo",
  folder: join(ROOT, "demo"),
  playbook: "site.yml",
  flags: { inventory: ["inventory.yml"], vaultPasswordFile: [join(ROOT, "demo", "vault-password.txt")] },
};

/** What a server tells root about the demo cluster, its guests' configurations included. */
async function knowledgeOf(version: PveVersion): Promise<ServerKnowledge> {
  const simulator = await createSimulator({ version, fixture: world, speed: 0, seed: 1, statsDelay: 0 });
  const server = await listen(simulator, { host: "127.0.0.1", port: 0 });
  const pool = new ConnectionPool();
  try {
    const {
      PROXMOX_HOST: host,
      PROXMOX_PORT: port,
      PROXMOX_FINGERPRINT: fingerprint,
    } = connection(simulator, server.url);
    const login = { api_user: "root@pam!admin", api_token_secret: "11111111-1111-1111-1111-111111111111" };
    const args = parseArgs(connectionOptions, { api_host: host, api_port: port, fingerprint, ...login }, { env: {} });
    const client = new ProxmoxClient(pool.to(endpointFrom(args)), new AbortController().signal);
    const known = await serverKnowledge(client);
    return await withConfigs(client, known, new Set(known.guests.flatMap(({ vmid }) => vmid ?? [])));
  } finally {
    await pool.close();
    await server.close();
  }
}

/** What the playbook needs, found without a server, or with what one tells. */
export async function planOf(
  subject: Subject,
  version: PveVersion,
  asked: "nobody" | "server" = "nobody",
): Promise<PlaybookNeeds & { readonly grants: readonly Grant[] }> {
  const { context } = worldOf(subject, {});
  const state = await prepareRun(flagsOf(subject), context);
  const needs = await needsOfPlaybook(state, compileFile(subject.playbook, state, context), {
    version,
    server: asked === "server" ? await knowledgeOf(version) : NO_SERVER,
  });
  const { grants, impossible } = minimalGrants(
    needs.needs.map(({ requirement }) => requirement),
    needs.isNew,
  );
  if (impossible.length > 0) throw new Error(`Nobody but root may: ${JSON.stringify(impossible)}`);
  return { ...needs, grants };
}

/** Who runs it: root's token, or a token with privilege separation that has these grants, as its user has. */
export type Credential = "root" | readonly Grant[];

/** What two runs in a row came to. */
export interface Outcome {
  readonly codes: readonly number[];
  /** Every result of both runs, without what differs between any two runs. */
  readonly results: readonly unknown[];
  /** Messages of failures, for a person. */
  readonly failures: readonly string[];
}

/** The demo cluster with one guest in its pool, without which nothing would show what pools are for. */
const world: Fixture = { ...demo, pools: [{ poolid: "web", comment: "Web servers", vms: [102] }] };

/** Runs the playbook twice against a fresh demo cluster. */
export async function runTwice(subject: Subject, version: PveVersion, credential: Credential): Promise<Outcome> {
  const simulator = await createSimulator({ version, fixture: world, speed: 0, seed: 1, statsDelay: 0 });
  const server = await listen(simulator, { host: "127.0.0.1", port: 0 });
  // What a run leaves in its folder must not help the next one.
  const folder = mkdtempSync(join(tmpdir(), "pveplay-least-run-"));
  cpSync(subject.folder, folder, { recursive: true });
  try {
    const env = { ...connection(simulator, server.url), ...login(simulator, credential) };
    const first = await runOnce({ ...subject, folder }, env);
    const second = await runOnce({ ...subject, folder }, env);
    return {
      codes: [first.code, second.code],
      results: [...first.results, ...second.results],
      failures: [...first.failures, ...second.failures],
    };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Environment = Readonly<Record<string, string>>;

function connection({ services }: Simulator, url: string): Environment {
  const { hostname, port } = new URL(url);
  return { PROXMOX_HOST: hostname, PROXMOX_PORT: port, PROXMOX_FINGERPRINT: services.settings.fingerprint };
}

const SECRET = "55555555-5555-5555-5555-555555555555";

function login({ services }: Simulator, credential: Credential): Environment {
  if (credential === "root")
    return { PROXMOX_USER: "root@pam!admin", PROXMOX_TOKEN_SECRET: "11111111-1111-1111-1111-111111111111" };
  const { state } = services;
  const tokens = new Map([["run", { tokenid: "run", secret: SECRET, comment: "", expire: 0, privsep: true }]]);
  state.users.set("least@pve", { ...emptyUser("least@pve"), tokens });
  for (const [index, { path, propagate, privileges }] of credential.entries()) {
    const role = `Least${index}`;
    state.roles.set(role, new Set(privileges));
    grant(state, path, { kind: "users", id: "least@pve", role, propagate });
    grant(state, path, { kind: "tokens", id: "least@pve!run", role, propagate });
  }
  return { PROXMOX_USER: "least@pve!run", PROXMOX_TOKEN_SECRET: SECRET };
}

async function runOnce(subject: Subject, env: Environment) {
  const { context, output } = worldOf(subject, env);
  const { PROXMOX_USER: user, PROXMOX_TOKEN_SECRET: secret } = env;
  // The demo's own credential stands in its group variables; nothing but -e wins over them.
  const extraVars = [`proxmox_api_user=${user} proxmox_api_token_secret=${secret}`];
  const state = await prepareRun({ ...flagsOf(subject), extraVars, output: "jsonl" }, context);
  try {
    const code = await runPlaybooks(state, [compileFile(subject.playbook, state, context)]);
    const lines = output
      .join("")
      .replaceAll(subject.folder, "<folder>")
      .replaceAll(/\bctime=\d+/g, "ctime=<time>")
      .replaceAll(/20\d{6}T\d{6}|20\d\d[-_]\d\d[-_]\d\d[-_ T]\d\d[:_]\d\d[:_]\d\d/g, "<time>")
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
    const results = lines.filter(({ event }) => event === "result" || event === "item");
    return {
      code,
      results: results.map(comparable),
      failures: results
        .filter(({ status }) => status === "failed" || status === "rescued")
        .map(({ task, result }) => `${String(task)}: ${JSON.stringify(result).slice(0, 400)}`),
    };
  } finally {
    await state.connections.close();
    await state.own.close();
  }
}

function flagsOf({ flags }: Subject): RunFlags {
  return { verbose: 0, ...flags };
}

function worldOf(subject: Subject, env: Environment): { context: CommandContext; output: string[] } {
  const output: string[] = [];
  const context: CommandContext = {
    cwd: subject.folder,
    env: {
      HOME: subject.folder,
      ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
      ANSIBLE_VAULT_PASSWORD_FILE: join(subject.folder, "vault-password.txt"),
      ...env,
    },
    write: (data) => void output.push(String(data)),
    say: () => undefined,
    warn: () => undefined,
    readInput: () => Promise.resolve(Buffer.alloc(0)),
    ask: () => Promise.reject(new Error("Nobody to ask")),
    isTerminal: false,
    isInputTerminal: false,
    setExitCode: () => undefined,
  };
  return { context, output };
}

/** Results of our modules count whole, of all others only what became of them. */
function comparable(line: Readonly<Record<string, unknown>>): unknown {
  const { result: _data, ...outcome } = line;
  return withoutNoise(String(line["action"]).includes("proxmox_") ? line : outcome);
}

/** Times, measurements, ids made up by chance, and who asked; what that one may do is left out as well. */
const NOISE = new Set(
  "invocation duration duration_ms start end delta uptime cpu mem disk diskread diskwrite netin netout snaptime ctime starttime endtime upid pid pstart digest token_secret user node_time".split(
    " ",
  ),
);

function withoutNoise(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNoise);
  if (typeof data !== "object" || data === null) return data;
  const entries = Object.entries(data);
  if (entries.length > 0 && entries.every(([key]) => key.startsWith("/"))) return "<rights by path>";
  const kept = entries.filter(([key]) => !NOISE.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNoise(value)]));
}
