import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HintedError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { type Dict, isDict, TemplateText, type Value, VaultText } from "../../core/values.ts";
import type { VaultSecrets } from "../../vault/secrets.ts";
import type { InventoryGraph } from "../graph.ts";

const MAX_OUTPUT = 1 << 30;
const CONCURRENT = 8;

/** What running an inventory script needs. */
export interface ScriptContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vault: VaultSecrets;
}

/**
 * Runs an executable inventory with `--list` and reads its JSON into the graph; without `_meta.hostvars` it is run with
 * `--host NAME` for each host. @throws HintedError INVENTORY_UNREADABLE, INVENTORY_SYNTAX
 */
export async function readScript(graph: InventoryGraph, path: string, context: ScriptContext): Promise<void> {
  const { output, stderr } = await execute(path, ["--list"], context);
  const data = readJson(output, path, context.vault);
  if (stderr.trim() !== "") graph.options.warn(`${path} says: ${stderr.trim()}`);
  const hosts = new Set<string>();
  for (const [group, content] of data) if (group !== "_meta") readGroup(graph, [group, content], hosts);
  const meta = data.get("_meta");
  const hostVars = isDict(meta) ? (meta.get("hostvars") ?? null) : undefined;
  if (hostVars === undefined) {
    await askEachHost(graph, { path, hosts: [...hosts], context });
  } else if (isDict(hostVars)) {
    for (const host of hosts) setVars(graph, host, hostVars.get(host) ?? new Map());
  } else {
    throw invalid(`${path} gives _meta.hostvars that is not an object`);
  }
}

async function askEachHost(
  graph: InventoryGraph,
  { path, hosts, context }: { path: string; hosts: readonly string[]; context: ScriptContext },
): Promise<void> {
  for (let start = 0; start < hosts.length; start += CONCURRENT) {
    const batch = hosts.slice(start, start + CONCURRENT);
    const outputs = await Promise.all(batch.map((host) => execute(path, ["--host", host], context)));
    for (const [index, host] of batch.entries()) {
      const output = outputs[index]?.output ?? "";
      if (output.trim() !== "") setVars(graph, host, readJson(output, path, context.vault));
    }
  }
}

function readGroup(graph: InventoryGraph, [name, content]: readonly [Value, Value], hosts: Set<string>): void {
  const group = graph.group(name);
  const data = normalise(group.name, content);
  const members = data.get("hosts") ?? [];
  if (!Array.isArray(members)) throw invalid(`hosts of group ${group.name} is not a list`);
  for (const member of members) {
    const host = graph.host(member);
    hosts.add(host.name);
    graph.addHostTo(group, host);
  }
  setVars(graph, group.name, data.get("vars") ?? new Map());
  const children = data.get("children") ?? [];
  if (!Array.isArray(children)) throw invalid(`children of group ${group.name} is not a list`);
  for (const child of children) graph.addChild(group, graph.group(child));
}

/** A list stands for its hosts; an object with none of the known keys is the variables of a host called like the group. */
function normalise(group: string, content: Value): Dict {
  if (!isDict(content)) return new Map([["hosts", content]]);
  if (["hosts", "vars", "children"].some((key) => content.has(key))) return content;
  return new Map<Value, Value>([
    ["hosts", [group]],
    ["vars", content],
  ]);
}

function setVars(graph: InventoryGraph, entity: string, vars: Value): void {
  if (!isDict(vars)) throw invalid(`The variables of ${entity} are not an object`);
  for (const [key, value] of vars) graph.setVar(entity, key, value);
}

async function execute(
  path: string,
  args: string[],
  context: ScriptContext,
): Promise<{ output: string; stderr: string }> {
  try {
    const options = { cwd: context.cwd, env: { ...context.env }, maxBuffer: MAX_OUTPUT, encoding: "utf8" as const };
    const { stdout, stderr } = await promisify(execFile)(path, args, options);
    return { output: stdout, stderr };
  } catch (cause) {
    throw new HintedError(
      "INVENTORY_UNREADABLE",
      `Inventory script failed: ${path} ${args.join(" ")}: ${reason(cause)}`,
      {
        hint: "Run it by hand; it must print JSON and end with exit code 0",
        cause,
      },
    );
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const stderr = "stderr" in cause && typeof cause.stderr === "string" ? cause.stderr.trim() : "";
  const code = "code" in cause ? `exit code ${String(cause.code)}` : cause.message;
  return stderr === "" ? code : `${code}: ${stderr}`;
}

function readJson(output: string, path: string, vault: VaultSecrets): Dict {
  let data: Value;
  try {
    data = parseJson(output, { trust: true });
  } catch (cause) {
    throw invalid(`${path} printed no JSON`, cause);
  }
  const revived = revive(data, vault);
  if (isDict(revived)) return revived;
  throw invalid(`${path} printed JSON that is not an object`);
}

/** `{"__ansible_vault": "..."}` and `{"__ansible_unsafe": "..."}` are how JSON carries `!vault` and `!unsafe`. */
function revive(value: Value, vault: VaultSecrets): Value {
  if (Array.isArray(value)) return value.map((item) => revive(item, vault));
  if (!isDict(value)) return value;
  if (value.size === 1) {
    const secret = value.get("__ansible_vault");
    if (typeof secret === "string") return new VaultText(secret, vault.decryptText);
    const unsafe = value.get("__ansible_unsafe");
    if (unsafe instanceof TemplateText) return unsafe.source;
    if (typeof unsafe === "string") return unsafe;
  }
  return new Map([...value].map(([key, item]) => [key, revive(item, vault)]));
}

function invalid(message: string, cause?: unknown): HintedError {
  return new HintedError("INVENTORY_SYNTAX", message, {
    hint: "Let the script print what `ansible-inventory --list` prints",
    cause,
  });
}
