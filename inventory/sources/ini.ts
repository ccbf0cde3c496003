import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, trusted, type Value } from "../../core/values.ts";
import type { InventoryGraph } from "../graph.ts";
import { expandHosts } from "../host-range.ts";
import { pythonLiteral } from "../python/literal.ts";
import { splitShellWords } from "../shell-words.ts";

// Python's str.splitlines() and str.strip() know these.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

type Section = "hosts" | "children" | "vars";

interface Pending {
  readonly line: number;
  readonly section: Section;
  readonly parents: string[];
}

/** Reads an INI inventory into the graph, as Ansible's `ini` plugin does. @throws HintedError INVENTORY_SYNTAX with the line */
export function readIni(graph: InventoryGraph, text: string, file: string): void {
  new IniReader(graph, file).read(text.split(LINE_END));
}

class IniReader {
  readonly #graph: InventoryGraph;
  readonly #file: string;
  /** Groups named in `:children` or `:vars` but not declared yet. */
  readonly #pending = new Map<string, Pending>();
  #line = 0;
  #group = "ungrouped";
  #section: Section = "hosts";

  constructor(graph: InventoryGraph, file: string) {
    this.#graph = graph;
    this.#file = file;
  }

  read(lines: readonly string[]): void {
    for (const line of lines) {
      this.#line++;
      const content = line.trim();
      if (content !== "" && !/^[;#]/.test(content)) this.#located(() => this.#read(content));
    }
    for (const [name, { line, section, parents }] of this.#pending) {
      this.#line = line;
      const where = section === "vars" ? `[${name}:vars]` : `[${parents.at(-1) ?? ""}:children]`;
      throw this.#error(`${where} names the group ${name}, which is declared nowhere`, `Add a [${name}] section`);
    }
  }

  #read(content: string): void {
    const header = SECTION.exec(content);
    if (header) {
      this.#open(header[1] ?? "", header[2]);
    } else if (content.startsWith("[") && content.endsWith("]")) {
      throw this.#error(`Not a section: ${content}`, "Write [group], [group:vars] or [group:children], without blanks");
    } else {
      this.#entry(content);
    }
  }

  #entry(content: string): void {
    switch (this.#section) {
      case "hosts":
        return this.#hosts(content);
      case "vars":
        return this.#variable(content);
      case "children":
        return this.#child(content);
    }
  }

  #open(written: string, section = "hosts"): void {
    if (section !== "hosts" && section !== "children" && section !== "vars") {
      throw this.#error(
        `Section [${written}:${section}] is of an unknown kind`,
        "Use [group], [group:vars] or [group:children]",
      );
    }
    this.#section = section;
    const name = this.#graph.safeGroupName(written);
    const isNew = !this.#graph.groups.has(name);
    if (isNew && section === "vars" && !this.#pending.has(name)) this.#await(name, section);
    this.#group = this.#graph.group(name).name;
    const pending = this.#pending.get(this.#group);
    if (!pending || section === "vars") return;
    if (pending.section === "children") this.#adopt(this.#group, pending);
    else this.#pending.delete(this.#group);
  }

  #await(name: string, section: Section, parents: string[] = []): void {
    this.#pending.set(name, { line: this.#line, section, parents });
  }

  #adopt(name: string, pending: Pending): void {
    for (const parent of pending.parents) {
      this.#graph.addChild(this.#graph.group(parent), this.#graph.group(name));
      const above = this.#pending.get(parent);
      if (above?.section === "children") this.#adopt(parent, above);
    }
    this.#pending.delete(name);
  }

  #child(content: string): void {
    const name = GROUP_NAME.exec(content)?.[1];
    if (name === undefined) throw this.#error(`Not a group name: ${content}`, "Write one group name per line here");
    if (this.#graph.groups.has(name)) {
      this.#graph.addChild(this.#graph.group(this.#group), this.#graph.group(name));
      return;
    }
    const pending = this.#pending.get(name);
    if (pending) pending.parents.push(this.#group);
    else this.#await(name, "children", [this.#group]);
  }

  #variable(content: string): void {
    const at = content.indexOf("=");
    if (at < 0) throw this.#error(`No variable: ${content}`, "Write name=value, one per line");
    this.#graph.setVar(this.#group, content.slice(0, at).trim(), this.#value(content.slice(at + 1).trim()));
  }

  #hosts(content: string): void {
    const [pattern = "", ...assignments] = this.#words(content);
    const { names, port } = expandHosts(pattern);
    if (pattern.endsWith(":") && port === undefined) {
      throw this.#error(`Host pattern ${pattern} ends in a colon`, "Remove it, or write the port behind it");
    }
    if (names.some((name) => name.trim() === "---")) {
      throw this.#error("Host pattern --- is how a YAML file starts", "Name the file *.yml");
    }
    const vars = this.#assignments(assignments);
    for (const name of names) {
      this.#graph.addHostTo(this.#graph.group(this.#group), this.#graph.host(name, port));
      for (const [key, value] of vars) this.#graph.setVar(name, key, value);
    }
  }

  #words(content: string): string[] {
    const words = splitShellWords(content);
    if (words) return words;
    throw this.#error("A quote is never closed", "Close it, or escape it with a backslash");
  }

  #assignments(words: readonly string[]): Dict {
    const vars: Dict = new Map();
    for (const word of words) {
      const at = word.indexOf("=");
      // The word itself stays out of the message: it may be part of a password that lacks its quotes.
      if (at < 0)
        throw this.#error("A word behind the host is not name=value", "Put values that hold blanks in quotes");
      vars.set(word.slice(0, at), this.#value(word.slice(at + 1)));
    }
    return vars;
  }

  #value(text: string): Value {
    return trustAll(this.#literal(text), this.#origin());
  }

  #literal(text: string): Value {
    try {
      const literal = pythonLiteral(text);
      return literal === undefined ? text : literal;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw this.#error(`A value can not be read: ${error.message}`, "Put quotes around it if it is a text");
    }
  }

  #origin(): Origin {
    return { file: this.#file, line: this.#line, column: 1 };
  }

  #error(message: string, hint: string): HintedError {
    return new HintedError("INVENTORY_SYNTAX", message, { hint, origin: this.#origin() });
  }

  /** Runs a step; errors of the graph and of ranges get this line as their origin. */
  #located(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof HintedError) || error.origin) throw error;
      const { code, message, hint } = error;
      throw new HintedError(code, message, { hint, cause: error, origin: this.#origin() });
    }
  }
}

function trustAll(value: Value, origin: Origin): Value {
  if (typeof value === "string") return trusted(value, origin);
  if (Array.isArray(value)) return value.map((item) => trustAll(item, origin));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, trustAll(item, origin)]));
  return value;
}
