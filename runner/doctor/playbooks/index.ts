import { relative } from "node:path";
import type { HintedError, Origin } from "../../../core/errors.ts";
import { counted, type Finding, type Look } from "../finding.ts";
import { readPlaybook, type Search } from "./files.ts";
import { type Trouble, troublesIn } from "./rules.ts";

const TOPIC = "playbooks";

interface Reading extends Search {
  readonly cwd: string;
  /** The server's version. */
  readonly major: number;
}

/** What in playbooks fails on the server's version, or will on the next. */
export function lookAtPlaybooks(paths: readonly string[], reading: Reading): Look {
  const read = paths.map((path) => readPlaybook(path, reading));
  const files = new Map(read.flatMap((playbook) => playbook.files.map((file) => [file.path, file] as const)));
  const troubles = [...files.values()].flatMap(({ document }) => troublesIn(document));
  const findings = [
    ...read.flatMap(({ errors }) => errors.map(unreadable)),
    ...grouped(troubles.flatMap((trouble) => judged(trouble, reading))),
  ];
  return { topic: TOPIC, summary: `${counted(files.size, "file")} read`, findings };
}

/** A trouble on this server, with where it is. */
interface Judged {
  readonly trouble: Trouble;
  readonly severity: Finding["severity"];
  readonly text: string;
  readonly where: string;
}

function judged(trouble: Trouble, { major, cwd }: Reading): readonly Judged[] {
  const { since, what, origin } = trouble;
  const where = placeOf(origin, cwd);
  if ("goneIn" in since) {
    const text = `${what}: Proxmox VE ${since.goneIn} does not have it`;
    return [{ trouble, severity: major >= since.goneIn ? "problem" : "warning", text, where }];
  }
  const text = `${what}: only Proxmox VE ${since.newIn} and later have it`;
  return major >= since.newIn ? [] : [{ trouble, severity: "problem", text, where }];
}

/** One finding for each thing, with all its places. */
function grouped(list: readonly Judged[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { trouble, severity, text, where } of list) {
    const places = found.get(text)?.where ?? [];
    const all = places.includes(where) ? places : [...places, where];
    found.set(text, { severity, topic: TOPIC, what: text, todo: trouble.todo, where: all });
  }
  return [...found.values()];
}

function unreadable(error: HintedError): Finding {
  const { message, hint, origin } = error;
  const where = origin ? { where: [`${origin.file}:${origin.line}`] } : {};
  return { severity: "problem", topic: TOPIC, what: message, todo: hint, ...where };
}

function placeOf(origin: Origin | undefined, cwd: string): string {
  if (origin === undefined) return "unknown place";
  const path = relative(cwd, origin.file);
  return `${path.startsWith("..") ? origin.file : path}:${origin.line}`;
}
