import type { ApiSchema } from "./api-schema.ts";

/** An endpoint found by a path, with the values in the path's places. */
export interface MatchedEndpoint {
  /** `METHOD /path/{parameter}`. */
  readonly endpoint: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The schema's endpoint of a method and a real path such as `/nodes/pve1/qemu/101`; a literal part wins over a parameter. */
export function matchEndpoint({ methods }: ApiSchema, verb: string, path: string): MatchedEndpoint | undefined {
  const parts = path.split("/");
  const found = Object.keys(methods)
    .filter((endpoint) => endpoint.startsWith(`${verb} `))
    .map((endpoint) => ({ endpoint, template: endpoint.slice(verb.length + 1).split("/") }))
    .filter(({ template }) => fits(template, parts))
    .toSorted((a, b) => countParameters(a.template) - countParameters(b.template))[0];
  if (!found) return undefined;
  const values = found.template.flatMap((part, index) =>
    part.startsWith("{") ? [[part.slice(1, -1), decode(parts[index] ?? "")] as const] : [],
  );
  return { endpoint: found.endpoint, values: Object.fromEntries(values) };
}

function fits(template: readonly string[], parts: readonly string[]): boolean {
  return (
    template.length === parts.length &&
    template.every((part, index) => (part.startsWith("{") ? parts[index] !== "" : part === parts[index]))
  );
}

function countParameters(template: readonly string[]): number {
  return template.filter((part) => part.startsWith("{")).length;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
