import { type Dict, Float, type Value } from "./values.ts";

/**
 * Python's equality of dict keys: `1`, `1.0` and `True` are one key. A Map would keep them apart, so every key that is not
 * a string goes through here. Returns the key already in the dict that equals the given one.
 */
function twin<K, V>(dict: ReadonlyMap<K, V>, key: unknown): K | undefined {
  const number = keyNumber(key);
  if (number === undefined) return undefined;
  for (const candidate of dict.keys()) if (keyNumber(candidate) === number) return candidate;
  return undefined;
}

function keyNumber(key: unknown): number | undefined {
  if (typeof key === "number") return key;
  if (typeof key === "boolean") return key ? 1 : 0;
  return key instanceof Float ? key.value : undefined;
}

/** The value under a key by Python's equality of keys; `undefined` when there is none. */
export function dictGet(dict: Dict, key: Value): Value | undefined {
  const found = dict.get(key);
  if (found !== undefined || typeof key === "string") return found;
  const same = twin(dict, key);
  return same === undefined ? undefined : dict.get(same);
}

/** Sets a key by Python's equality of keys: an equal key keeps its first spelling and place. */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (typeof key === "string" || dict.has(key)) dict.set(key, value);
  else dict.set(twin(dict, key) ?? key, value);
}
