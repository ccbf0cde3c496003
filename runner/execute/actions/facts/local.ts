import { basename } from "node:path";
import type { ActionCall } from "../action.ts";
import { runScript, runTool } from "../tool.ts";

/** A target's own facts, and what could not be read of them. */
export interface LocalFacts {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

const LIST =
  'for f in "$1"/*.fact; do [ -h "$f" ] && [ ! -e "$f" ] && echo "d$f"; [ -f "$f" ] || continue; if [ -x "$f" ]; then echo "x$f"; else echo "f$f"; fi; done';

/** The `*.fact` files of a folder by name: programs are run, others read, as JSON or INI. A bad one is its own message, as in Ansible. */
export async function localFacts(call: ActionCall, folder: string): Promise<LocalFacts> {
  const { stdout } = await runScript(call, LIST, [folder]);
  const facts: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const line of stdout.split("\n").filter((one) => one !== "")) {
    const path = line.slice(1);
    const text = await read(call, line.slice(0, 1), path);
    const fact = "fault" in text ? text : parseFact(text.text, path);
    facts[basename(path).replace(".fact", "")] = "fault" in fact ? fact.fault : fact.value;
    if ("fault" in fact) warnings.push(fact.fault);
  }
  return { facts, warnings };
}

interface Fault {
  readonly fault: string;
}

function read(call: ActionCall, kind: string, path: string): Promise<{ readonly text: string } | Fault> {
  if (kind === "d") return Promise.resolve({ fault: `Could not stat fact (${path}): it is a link to nothing` });
  return kind === "x" ? output(call, path) : content(call, path);
}

async function output(call: ActionCall, path: string): Promise<{ readonly text: string } | Fault> {
  const { rc, stdout, stderr } = await runTool(call, [path]);
  return rc === 0 ? { text: stdout } : { fault: `Failure executing fact script (${path}), rc: ${rc}, err: ${stderr}` };
}

/** One that must not be read is empty, as for Ansible. */
async function content(call: ActionCall, path: string): Promise<{ readonly text: string }> {
  return { text: (await runTool(call, ["cat", path])).stdout.trim() };
}

function parseFact(text: string, path: string): { readonly value: unknown } | Fault {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const value = parseIniFact(text);
    return value ? { value } : { fault: `error loading facts as JSON or ini - please check content: ${path}` };
  }
}

type Section = Record<string, string>;

/** INI as Python's configparser reads it without inline comments; undefined when a line is none of a section, an option or its continuation. */
function parseIniFact(text: string): Record<string, Section> | undefined {
  const sections: Record<string, Section> = {};
  let section: Section | undefined;
  let last = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const name = /^\[(.+)\]\s*$/.exec(line)?.[1];
    const [, key, value = ""] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) [section, last] = [(sections[name] ??= {}), ""];
    else if (!section) return undefined;
    else if (/^\s/.test(line) && last !== "") section[last] += `\n${line.trim()}`;
    else if (key === undefined) return undefined;
    else section[(last = key.toLowerCase())] = value;
  }
  return withDefaults(sections);
}

/** Options of [DEFAULT] are those of every section. */
function withDefaults({ DEFAULT: shared = {}, ...sections }: Record<string, Section>): Record<string, Section> {
  return Object.fromEntries(
    Object.entries(sections).map(([name, options]) => [name, { ...options, ...missingFrom(shared, options) }]),
  );
}

function missingFrom(shared: Section, options: Section): Section {
  return Object.fromEntries(Object.entries(shared).filter(([name]) => !Object.hasOwn(options, name)));
}
