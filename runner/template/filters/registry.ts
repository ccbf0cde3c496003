import type { FilterTable, Plugin } from "../plugin.ts";
import { commentFilters } from "./comment.ts";
import { defaultFilters } from "./defaults.ts";
import { dictFilters } from "./dicts.ts";
import { encodingFilters } from "./encoding.ts";
import { hashFilters } from "./hashes.ts";
import { ipaddrFilters } from "./ipaddr.ts";
import { jsonQueryFilters } from "./json-query.ts";
import { listFilters } from "./lists.ts";
import { mathFilters } from "./math.ts";
import { numberFilters } from "./numbers.ts";
import { pathFilters } from "./paths.ts";
import { pprintFilters } from "./pprint.ts";
import { randomFilters } from "./random.ts";
import { regexFilters } from "./regex.ts";
import { selectFilters } from "./select.ts";
import { serializeFilters } from "./serialize.ts";
import { setFilters } from "./sets.ts";
import { sizeFilters } from "./sizes.ts";
import { textFilters } from "./text.ts";
import { timeFilters } from "./time.ts";
import { urlFilters } from "./urls.ts";
import { vaultFilters } from "./vault.ts";

/** Tables and the collections whose full names they answer to beside the short ones. */
const TABLES: readonly (readonly [readonly string[], FilterTable])[] = [
  [
    ["ansible.builtin.", "ansible.legacy."],
    {
      ...commentFilters,
      ...defaultFilters,
      ...dictFilters,
      ...encodingFilters,
      ...hashFilters,
      ...listFilters,
      ...mathFilters,
      ...numberFilters,
      ...pathFilters,
      ...pprintFilters,
      ...randomFilters,
      ...regexFilters,
      ...selectFilters,
      ...serializeFilters,
      ...setFilters,
      ...sizeFilters,
      ...textFilters,
      ...timeFilters,
      ...urlFilters,
      ...vaultFilters,
    },
  ],
  [["community.general."], jsonQueryFilters],
  [["ansible.utils.", "ansible.netcommon."], ipaddrFilters],
];

const byName = new Map<string, Plugin>();
for (const [prefixes, table] of TABLES) {
  for (const [name, filter] of Object.entries(table)) {
    byName.set(name, filter);
    for (const prefix of prefixes) byName.set(prefix + name, filter);
  }
}

/** The filter of a short or full name; `undefined` when there is none. */
export function filterNamed(name: string): Plugin | undefined {
  return byName.get(name);
}

/** All names, short and full. */
export function filterNames(): Iterable<string> {
  return byName.keys();
}
