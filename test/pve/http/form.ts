import type { RawValue } from "../params.ts";
import { PveError } from "../pve-error.ts";

/**
 * PVE's own form decoding: `&` and `;` separate parameters, a value ends at a second bare `=`, `+` is a blank, a repeated
 * key makes a list.
 */
export function parseForm(text: string): Map<string, RawValue> {
  const values = new Map<string, RawValue>();
  for (const pair of text.split(/[&;]/)) {
    if (pair === "") continue;
    const [rawName = "", rawValue = ""] = pair.split("=");
    const name = unescape(rawName);
    const value = unescape(rawValue);
    const known = values.get(name);
    values.set(name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return values;
}

/** Percent-decoding that leaves malformed escapes as they are; bytes that are no UTF-8 are kept as Latin-1. */
function unescape(text: string): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  const bytes = Buffer.from(
    spaced.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  const raw = /[^\0-\xff]/.test(spaced) ? undefined : bytes;
  if (!raw) return spaced;
  const decoded = raw.toString("utf8");
  return decoded.includes("\uFFFD") ? raw.toString("latin1") : decoded;
}

/** The parameters of a JSON body; its scalars become text, its null is an absent value. @throws PveError 500 for what is no object. */
export function parseJson(text: string): Map<string, RawValue> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    const before = text.slice(1, 21) || text;
    throw new PveError(
      500,
      `'"' expected, at character offset 1 (before "${before.replace(/^\{/, "")}") at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.\n`,
    );
  }
  if (data === null || typeof data !== "object" || Array.isArray(data)) {
    throw new PveError(500, "Not a HASH reference at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 978.\n");
  }
  const values = new Map<string, RawValue>();
  for (const [name, value] of Object.entries(data)) {
    const raw = fromJsonValue(value);
    if (raw !== undefined) values.set(name, raw);
  }
  return values;
}

function fromJsonValue(value: unknown): RawValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map((item) => fromJsonValue(item) ?? "");
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromJsonValue(item) ?? ""]));
}
