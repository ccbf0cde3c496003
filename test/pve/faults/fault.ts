/** When a fault strikes: on which requests or tasks, how often, with what probability. */
export interface FaultScope {
  /** HTTP method; any when left out. */
  readonly method?: string | undefined;
  /** A regular expression on the API path, such as `^/nodes/[^/]+/qemu`; any when left out. */
  readonly path?: string | undefined;
  /** A task type such as `qmclone`, for `task-fail`, `task-hang` and `task-kill`. */
  readonly task?: string | undefined;
  /** How many times it strikes before it is used up; without end when left out. */
  readonly times?: number | undefined;
  /** How many matches go by before it strikes. */
  readonly skip?: number | undefined;
  /** Between 0 and 1; 1 when left out. */
  readonly probability?: number | undefined;
}

/** What goes wrong. */
export type FaultKind =
  | { readonly kind: "delay"; readonly milliseconds: number }
  | { readonly kind: "drop-before" }
  | { readonly kind: "drop-after" }
  | { readonly kind: "cut" }
  | { readonly kind: "kill-before" | "kill-after"; readonly pid: number }
  | { readonly kind: "drip"; readonly milliseconds: number }
  | { readonly kind: "status"; readonly status: number; readonly reason: string; readonly body?: unknown }
  | { readonly kind: "lock-timeout" }
  | { readonly kind: "expired-ticket" }
  | { readonly kind: "rate"; readonly perSecond: number }
  | { readonly kind: "task-fail"; readonly message: string }
  | { readonly kind: "task-hang" | "task-kill" };

/** A fault to inject. */
export type Fault = FaultScope & FaultKind;

const COUNT = ["times", "skip"] as const;

/** Reads a fault from JSON. @throws Error naming what is wrong with it */
export function parseFault(data: unknown): Fault {
  if (data === null || typeof data !== "object" || Array.isArray(data))
    throw new Error("A fault must be a JSON object");
  const values = new Map<string, unknown>(Object.entries(data));
  const scope: FaultScope = {
    method: text(values, "method"),
    path: text(values, "path"),
    task: text(values, "task"),
    times: whole(values, "times"),
    skip: whole(values, "skip"),
    probability: amount(values, "probability"),
  };
  for (const name of COUNT)
    if (scope[name] !== undefined && scope[name] < 0) throw new Error(`${name} must not be negative`);
  if (scope.path !== undefined) new RegExp(scope.path).test("");
  const known = new Set([
    "kind",
    "milliseconds",
    "status",
    "reason",
    "body",
    "perSecond",
    "message",
    "pid",
    ...Object.keys(scope),
  ]);
  const unknown = [...values.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`A fault has no ${unknown}`);
  return { ...scope, ...parseKind(values) };
}

function parseKind(values: ReadonlyMap<string, unknown>): FaultKind {
  const kind = text(values, "kind");
  switch (kind) {
    case "delay":
    case "drip":
      return { kind, milliseconds: required(amount(values, "milliseconds"), "milliseconds") };
    case "status":
      return {
        kind,
        status: required(whole(values, "status"), "status"),
        reason: text(values, "reason") ?? "",
        body: values.get("body"),
      };
    case "rate":
      return { kind, perSecond: required(amount(values, "perSecond"), "perSecond") };
    case "kill-before":
    case "kill-after":
      return { kind, pid: required(whole(values, "pid"), "pid") };
    case "task-fail":
      return { kind, message: text(values, "message") ?? "injected failure" };
    case "drop-before":
    case "drop-after":
    case "cut":
    case "lock-timeout":
    case "expired-ticket":
    case "task-hang":
    case "task-kill":
      return { kind };
    default:
      throw new Error(`Unknown kind of fault: ${kind ?? "none given"}`);
  }
}

function required(value: number | undefined, name: string): number {
  if (value === undefined) throw new Error(`This kind of fault needs ${name}`);
  return value;
}

function text(values: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = values.get(name);
  if (value !== undefined && typeof value !== "string") throw new Error(`${name} must be a string`);
  return value;
}

function amount(values: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = values.get(name);
  if (value !== undefined && (typeof value !== "number" || Number.isNaN(value)))
    throw new Error(`${name} must be a number`);
  return value;
}

function whole(values: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = amount(values, name);
  if (value !== undefined && !Number.isInteger(value)) throw new Error(`${name} must be an integer`);
  return value;
}
