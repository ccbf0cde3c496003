import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../core/atomic-write.ts";
import { HintedError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { type Dict, isDict, toJson, type Value } from "../../core/values.ts";
import type { Settings } from "./settings.ts";

/** Facts of hosts kept from one run to the next. */
export interface FactCache {
  /** Facts of a host as they were kept; undefined when there are none or they are too old. */
  load(host: string): Dict | undefined;
  save(host: string, facts: Dict): void;
  forget(host: string): void;
}

/**
 * The cache that `fact_caching` names: none for `memory`, files for `jsonfile`, which ansible-core 2.19 reads and writes
 * as well. @throws HintedError USAGE for other kinds, or without a folder
 */
export function openFactCache({ factCache }: Settings): FactCache | undefined {
  const kind = factCache.kind.replace(/^ansible\.builtin\./, "");
  if (kind === "memory") return undefined;
  if (kind !== "jsonfile") {
    throw new HintedError("USAGE", `Setting 'fact_caching' is '${kind}', expected memory or jsonfile`, {
      hint: "Set fact_caching = jsonfile and fact_caching_connection = FOLDER in ansible.cfg",
    });
  }
  if (factCache.folder === undefined) {
    throw new HintedError("USAGE", "fact_caching = jsonfile has no folder for its files", {
      hint: "Set fact_caching_connection in ansible.cfg or ANSIBLE_CACHE_PLUGIN_CONNECTION",
    });
  }
  return new JsonFactCache({ ...factCache, folder: factCache.folder });
}

interface Place {
  readonly folder: string;
  readonly prefix: string;
  /** Seconds after which facts are too old; 0 is never. */
  readonly timeout: number;
}

/** The form of the files: ansible-core puts it before the host's name. */
const FORM = "s1_";

class JsonFactCache implements FactCache {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  load(host: string): Dict | undefined {
    const path = this.#path(host);
    const age = ageOf(path);
    if (age === undefined || (this.#place.timeout > 0 && age > this.#place.timeout)) return undefined;
    const facts = payloadOf(readFileSync(path, "utf8"));
    if (isDict(facts)) return facts;
    throw new HintedError("FILE_UNREADABLE", `Cached facts can not be read: ${path}`, {
      hint: "Run with --flush-cache, which forgets them",
    });
  }

  save(host: string, facts: Dict): void {
    mkdirSync(this.#place.folder, { recursive: true });
    const payload = JSON.stringify(toJson(facts));
    writeAtomically(this.#path(host), JSON.stringify({ __payload__: payload }));
  }

  forget(host: string): void {
    rmSync(this.#path(host), { force: true });
  }

  #path(host: string): string {
    return join(this.#place.folder, `${this.#place.prefix}${FORM}${host.replaceAll("/", "_")}`);
  }
}

/** Seconds since a file was written; undefined when there is none. */
function ageOf(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && (Date.now() - stats.mtimeMs) / 1000;
}

function payloadOf(text: string): Value | undefined {
  try {
    const file = parseJson(text, { trust: false });
    const payload = isDict(file) ? file.get("__payload__") : undefined;
    return typeof payload === "string" ? plain(parseJson(payload, { trust: false })) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A value without the notes on its origin that ansible-core keeps beside it. */
function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (!isDict(value)) return value;
  const type = value.get("__ansible_type");
  if (typeof type === "string" && type.startsWith("_AnsibleTagged")) return plain(value.get("value") ?? null);
  return new Map([...value].map(([key, item]) => [key, plain(item)] as const));
}
