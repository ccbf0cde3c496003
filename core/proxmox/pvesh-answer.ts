import { HintedError } from "../errors.ts";
import type { RawAnswer } from "./wire.ts";

/** How a pvesh ended. */
export interface PveshEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The answer the API's server would have given over HTTPS. pvesh prints the data alone, after the log of the task when there is
 * one; a task's own failure is told by its status, which the UPID leads to. Failures stand on standard error, some with their status first.
 * @throws HintedError PROXMOX_BAD_ANSWER where pvesh lost what another node said
 */
export function readPveshAnswer({ code, stdout, stderr }: PveshEnd): RawAnswer {
  const data = lastJson(stdout);
  if (code === 0 || isUpid(data)) return { status: 200, reason: "OK", text: JSON.stringify({ data: data ?? null }) };
  if (isEmptyAnswer(stderr)) return { status: 200, reason: "OK", text: JSON.stringify({ data: null }) };
  if (MALFORMED.test(stderr)) throw lost();
  const message = (stderr.trim() || stdout.trim() || `pvesh ended with ${code}`).replaceAll(/^\s+/gm, "");
  const [first = "", ...rest] = message.split("\n");
  const [, status, text] = /^([4-5]\d\d) (.*)$/.exec(first) ?? [];
  const reason = text ?? first;
  const body = {
    data: null,
    message: `${[reason, ...(status === "400" ? [] : rest)].join("\n")}\n`,
    errors: errorsIn(status, rest),
  };
  return { status: Number(status ?? (isUnknownCall(first) ? 501 : 500)), reason, text: JSON.stringify(body) };
}

/** What pvesh says when it calls itself on another node and can not read the answer (source: pve-manager's pvesh). */
const MALFORMED = /malformed JSON string/;

/** A call on another node that answers nothing fails in pvesh, though it went well. */
function isEmptyAnswer(stderr: string): boolean {
  return MALFORMED.test(stderr) && stderr.includes('(before "(end of string)")');
}

/** A task's log stood before its UPID. */
function lost(): HintedError {
  return new HintedError(
    "PROXMOX_BAD_ANSWER",
    "pvesh lost the answer of another node: a task was started there, and how it ended is not known",
    { hint: "See it with pveplay task list; run this on that node, or use an API token, which reaches all nodes" },
  );
}

/** All of the output, or its last line: one JSON value without line breaks in it. */
function lastJson(stdout: string): unknown {
  const lines = stdout.trimEnd().split("\n");
  return parse(stdout) ?? parse(lines.at(-1) ?? "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUpid(data: unknown): boolean {
  return typeof data === "string" && data.startsWith("UPID:");
}

function isUnknownCall(line: string): boolean {
  return /^No '\w+' handler defined for/.test(line);
}

/** What is wrong with each parameter: `name: text`, before the lines on how pvesh is used. */
function errorsIn(status: string | undefined, lines: readonly string[]): Readonly<Record<string, string>> {
  if (status !== "400") return {};
  const found = lines.flatMap((line) => {
    const [, name, text] = /^([\w-]+(?:\[n\])?): (.*)$/.exec(line) ?? [];
    return name === undefined || text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(found);
}
