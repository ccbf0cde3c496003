import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineRun } from "../helpers/both-engines.ts";
import type { RunRecord } from "../helpers/run-record.ts";

const CASES = join(dirname(fileURLToPath(import.meta.url)), "cases");

/** Arguments and environment of a case, when it needs its own. */
interface CaseFile {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Names of all cases: the folders. */
export function caseNames(): readonly string[] {
  return readdirSync(CASES)
    .filter((name) => existsSync(join(CASES, name, "playbook.yml")))
    .toSorted();
}

/** A case as something both engines can run. */
export function caseRun(name: string): EngineRun {
  const folder = join(CASES, name);
  const file = join(folder, "case.json");
  const own = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as CaseFile) : {};
  return { folder, ...own };
}

/** What Ansible did with a case when it was recorded; undefined when it never was. */
export function expectedRecord(name: string): RunRecord | undefined {
  const file = expectedFile(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RunRecord) : undefined;
}

/** Where the recording of a case is kept. */
export function expectedFile(name: string): string {
  return join(CASES, name, "expected.json");
}
