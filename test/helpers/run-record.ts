/** One line of a recorded run. */
interface Line {
  readonly event: string;
  readonly play?: string;
  readonly task?: string;
  readonly action?: string;
  readonly host?: string;
  readonly status?: string;
  readonly changed?: boolean;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly stats?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly custom?: unknown;
}

/** One result as two engines must agree on it. */
export interface RecordedResult {
  readonly play: string;
  readonly task: string;
  readonly status: string;
  readonly changed: boolean;
  /** Of an item of a loop. */
  readonly item?: unknown;
  /** What debug printed, or that the output is censored. */
  readonly printed?: unknown;
}

/** A run as two engines must agree on it; order counts within a host, not between hosts. */
export interface RunRecord {
  readonly exitCode: number;
  readonly hosts: Readonly<Record<string, readonly RecordedResult[]>>;
  readonly stats: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Reads the JSON lines of either engine. `folder` is where it ran: its path becomes `<dir>`. */
export function readRecord(text: string, exitCode: number, folder: string): RunRecord {
  const lines = text
    .replaceAll(folder, "<dir>")
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line) as Line);
  const hosts: Record<string, RecordedResult[]> = {};
  for (const line of lines) {
    if ((line.event !== "result" && line.event !== "item") || line.host === undefined || isInclude(line)) continue;
    (hosts[line.host] ??= []).push(comparable(line));
  }
  return { exitCode, hosts, stats: joinStats(lines) };
}

/** Includes are reported by both engines in their own way; what counts is what they bring in. */
function isInclude({ action = "", status }: Line): boolean {
  return /(^|\.)include_(tasks|role)$/.test(action) && status !== "failed" && status !== "skipped";
}

function comparable(line: Line): RecordedResult {
  const status = line.status === "rescued" ? "failed" : (line.status ?? "");
  return {
    play: line.play ?? "",
    task: line.task ?? "",
    status,
    changed: line.changed ?? false,
    ...(line.event === "item" ? { item: line.result?.[String(line.result["ansible_loop_var"])] ?? null } : {}),
    ...printed(line),
  };
}

const NOISE = new Set(["changed", "failed", "skipped", "warnings", "deprecations", "exception", "invocation"]);

function printed({ action = "", result = {}, event, status }: Line): { printed?: unknown } {
  if ("censored" in result) return { printed: "censored" };
  if (!/(^|\.)(debug|fail)$/.test(action) || status === "skipped") return {};
  // A loop's own result repeats its items.
  if (event === "result" && "results" in result) return {};
  const loopVars: readonly unknown[] = [result["ansible_loop_var"], result["ansible_index_var"]];
  const shown = Object.entries(result).filter(
    ([key]) =>
      !NOISE.has(key) && !key.startsWith("_ansible") && !loopVars.includes(key) && !/^ansible_(loop|index)/.test(key),
  );
  // What an engine itself has to say about a template is worded in its own way.
  if ((status === "failed" || status === "ignored" || status === "rescued") && !isOwnMessage(action, result)) return {};
  return { printed: sorted(Object.fromEntries(shown)) };
}

function isOwnMessage(action: string, result: Readonly<Record<string, unknown>>): boolean {
  return /(^|\.)fail$/.test(action) && !("code" in result) && !String(result["msg"]).startsWith("Task failed: ");
}

function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}

function joinStats(lines: readonly Line[]): RunRecord["stats"] {
  const recap = lines.findLast(({ event }) => event === "recap");
  return Object.fromEntries(Object.entries(recap?.stats ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
