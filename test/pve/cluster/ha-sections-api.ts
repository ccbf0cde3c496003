import { failure } from "../pve-error.ts";
import type { Call, Handler, Handlers } from "../services.ts";
import type { Config } from "../state.ts";
import { configDigest } from "./digest.ts";

/** A kind of section in high availability's configuration: groups up to PVE 8, rules from PVE 9. */
interface Kind {
  readonly path: "groups" | "rules";
  readonly id: "group" | "rule";
}

const NUMBERS = new Set(["disable", "nofailback", "restricted", "strict"]);

/** The groups or rules of high availability. PVE 9 has turned groups into rules and refuses every call about them. */
export function haSections(kind: Kind): Handlers {
  const base = `/cluster/ha/${kind.path}`;
  const known =
    (verb: string, act: Handler): Handler =>
    (call) => {
      if (kind.path === "groups" && call.services.state.version !== "8.4") {
        throw failure(`cannot ${verb} group${verb === "index" ? "s" : ""}: ha groups have been migrated to rules`);
      }
      return act(call);
    };
  return {
    [`GET ${base}`]: known("index", (call) => [...sections(call, kind)].map(([id, section]) => row(kind, id, section))),
    [`POST ${base}`]: known("create", (call) => create(call, kind)),
    [`GET ${base}/{${kind.id}}`]: known("read", (call) => row(kind, call.params.need(kind.id), find(call, kind))),
    [`PUT ${base}/{${kind.id}}`]: known("update", (call) => update(call, kind)),
    [`DELETE ${base}/{${kind.id}}`]: known("delete", (call) => remove(call, kind)),
  };
}

function sections({ services }: Call, kind: Kind): Map<string, Config> {
  return kind.path === "groups" ? services.state.haGroups : services.state.haRules;
}

function row(kind: Kind, id: string, section: Config): Record<string, unknown> {
  const values = [...section].map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value] as const);
  const type = kind.path === "groups" ? { type: "group" } : {};
  return { [kind.id]: id, ...type, ...Object.fromEntries(values), digest: configDigest(section) };
}

function find(call: Call, kind: Kind): Config {
  const id = call.params.need(kind.id);
  const section = sections(call, kind).get(id);
  if (!section) throw failure(`no such ha ${kind.id} '${id}'`);
  return section;
}

function create(call: Call, kind: Kind): null {
  const id = call.params.need(kind.id);
  if (sections(call, kind).has(id))
    throw failure(`create ha ${kind.id} failed: ha ${kind.id} ID '${id}' already defined`);
  sections(call, kind).set(id, call.params.without(kind.id));
  return null;
}

function update(call: Call, kind: Kind): null {
  const section = find(call, kind);
  for (const key of call.params.list("delete")) section.delete(key);
  for (const [key, value] of call.params.without(kind.id, "delete", "digest")) section.set(key, value);
  return null;
}

function remove(call: Call, kind: Kind): null {
  find(call, kind);
  sections(call, kind).delete(call.params.need(kind.id));
  return null;
}
