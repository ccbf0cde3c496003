import type { Origin } from "../errors.ts";
import type { Dict, Value } from "../values.ts";
import type { Source } from "./source.ts";

interface Place {
  readonly source: Source;
  readonly offset: number;
  /** Keys and their offsets, alternating, in order of appearance; dicts only. */
  readonly keys: readonly (Value | number)[] | undefined;
  /** Offsets of the values of these keys, or of the items of a list. */
  readonly values: readonly number[];
}

// A side table, so that values stay plain data; offsets become lines only when somebody asks.
const places = new WeakMap<object, Place>();

/** Remembers where a container stands in its file. */
export function recordPlace(container: Dict | readonly Value[], place: Place): void {
  places.set(container, place);
}

/** Where a dict or list loaded from YAML starts; `undefined` for any other value. */
export function originOf(container: unknown): Origin | undefined {
  if (typeof container !== "object" || container === null) return undefined;
  const place = places.get(container);
  return place?.source.originAt(place.offset);
}

/** Where a key of a dict loaded from YAML stands (the last one, of duplicates). */
export function originOfKey(dict: Dict, key: Value): Origin | undefined {
  const place = places.get(dict);
  const keys = place?.keys ?? [];
  for (let index = keys.length - 2; index >= 0; index -= 2) {
    if (keys[index] === key) return place?.source.originAt(Number(keys[index + 1]));
  }
  return undefined;
}

/** Where the value of a key of a dict loaded from YAML begins: its first letter, after a quote or the mark of a block. */
export function originOfValue(dict: Dict, key: Value): Origin | undefined {
  const place = places.get(dict);
  const keys = place?.keys ?? [];
  for (let index = keys.length - 2; index >= 0; index -= 2) {
    if (keys[index] === key) return contentOrigin(place, index / 2);
  }
  return undefined;
}

/** Where an item of a list loaded from YAML begins, as {@link originOfValue}. */
export function originOfItem(list: readonly Value[], index: number): Origin | undefined {
  return contentOrigin(places.get(list), index);
}

function contentOrigin(place: Place | undefined, index: number): Origin | undefined {
  const offset = place?.values[index];
  if (place === undefined || offset === undefined) return undefined;
  const { text } = place.source;
  const first = text[offset];
  if (first === "'" || first === '"') return place.source.originAt(offset + 1);
  if (first !== "|" && first !== ">") return place.source.originAt(offset);
  const body = /^[^\n]*\n\s*/.exec(text.slice(offset, offset + 1000))?.[0] ?? "";
  return place.source.originAt(offset + body.length);
}
