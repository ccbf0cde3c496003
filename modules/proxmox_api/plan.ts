import type { ApiArgs } from "./options.ts";

/** What a task finds. */
export interface Current {
  /** Answer to GET of the path (of `creates` with `post`), or undefined when there is nothing. */
  readonly data: unknown;
}

/** The one call to make. */
export interface Change {
  readonly method: "put" | "post" | "delete";
  readonly path: string;
  /** The parameters that differ, or all where nothing can be compared. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>>;
}

/** Pure: the call that is needed. Only differing parameters of a PUT are sent. */
export function plan({ data }: Current, args: ApiArgs): readonly Change[] {
  const { path, params } = args;
  switch (args.method) {
    case "get":
      return [];
    case "delete":
      return data === undefined ? [] : [{ method: "delete", path, params, before: { [path]: "there" } }];
    case "post":
      return args.creates !== undefined && data !== undefined ? [] : [{ method: "post", path, params, before: {} }];
    case "put": {
      const shown = isRecord(data) ? data : undefined;
      if (!shown) return [{ method: "put", path, params, before: {} }];
      const differing = Object.entries(params).filter(
        ([name, value]) => name !== "digest" && !isSame(shown[name], value),
      );
      if (differing.length === 0 && !("delete" in params)) return [];
      const before = Object.fromEntries(differing.map(([name]) => [name, shown[name] ?? null]));
      const digest = typeof shown["digest"] === "string" && !("digest" in params) ? { digest: shown["digest"] } : {};
      return [{ method: "put", path, params: { ...Object.fromEntries(differing), ...digest }, before }];
    }
  }
}

/** The server prints booleans as 0 and 1, and numbers as text here and there. */
function isSame(found: unknown, asked: unknown): boolean {
  return canonical(found) === canonical(asked);
}

function canonical(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return value.map(String).toSorted().join(",");
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
