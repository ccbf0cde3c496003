import {
  parseProperties,
  type Properties,
  type PropertyFormat,
  printProperties,
  sameProperty,
} from "../../../core/proxmox/property-string.ts";
import type { KeyChange } from "./config-change.ts";

/** A property string as it is and as it shall be. */
export interface PropertyDiff {
  readonly key: string;
  readonly found: string | undefined;
  readonly wish: Properties;
  readonly format: PropertyFormat;
}

/** The change of a property string, or none; sub-options that are not named stay. */
export function diffProperties({ key, found, wish, format }: PropertyDiff): readonly KeyChange[] {
  const current = found === undefined ? new Map<string, string>() : parseProperties(found, format);
  const differing = [...wish].filter(([name, value]) => !sameProperty(format[name], current.get(name), value));
  if (differing.length === 0) return [];
  // With nothing there yet all that was asked for is written, defaults included: they may be what makes the rest legal.
  const merged = new Map([...current, ...(found === undefined ? wish : differing)]);
  const shown = differing.map(([name, value]) => ({
    name: partName(key, name, format),
    before: current.get(name) ?? null,
    after: value,
  }));
  return [{ key, value: printProperties(merged, format), shown }];
}

/** `memory` rather than `memory.current`: a default key is the value itself. */
export function partName(key: string, name: string, format: PropertyFormat): string {
  return format[name]?.default_key ? key : `${key}.${name}`;
}
