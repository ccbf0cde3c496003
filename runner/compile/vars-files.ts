import { resolve } from "node:path";
import { HintedError } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { placesIn } from "../load/paths.ts";
import { isFile, type SourceFiles } from "../load/source-files.ts";
import type { Scope, Templar } from "../template/index.ts";
import type { CompileContext } from "./context.ts";
import { asList } from "./settings.ts";
import { LayeredScope } from "./static-scope.ts";

/** What reading `vars_files` needs. */
export interface VarsFilesReader {
  readonly files: SourceFiles;
  readonly templar: Templar;
  readonly playDir: string;
}

/**
 * Variables of one entry of `vars_files`: a name, or a list of which the first file found counts.
 * @returns undefined when the name depends on a variable that is not known
 * @throws HintedError FILE_NOT_FOUND, YAML_SYNTAX, VAULT_*
 */
export function readVarsFile(entry: Value, scope: Scope, reader: VarsFilesReader): Dict | undefined {
  const tried: string[] = [];
  for (const candidate of asList(entry)) {
    const name = evaluateName(candidate, scope, reader.templar);
    if (name === undefined) return undefined;
    const file = placesIn([reader.playDir], "vars", name).find(isFile);
    if (file !== undefined) return variablesOf(reader.files.yaml(file), file);
    tried.push(resolve(reader.playDir, name));
  }
  throw new HintedError("FILE_NOT_FOUND", `File of vars_files not found: ${tried.join(", ")}`, {
    hint: "Check the name; it is looked for beside the playbook and in vars/",
  });
}

/** The `vars_files` that are known before any host is; the others are left for the run. */
export function staticVarsFiles(entries: readonly Value[], vars: Dict, context: CompileContext): readonly Dict[] {
  const layers: Dict[] = [];
  for (const entry of entries) {
    try {
      const read = readVarsFile(entry, new LayeredScope([vars, ...layers, context.extraVars]), context);
      if (read) layers.push(read);
    } catch (error) {
      // Ansible reads vars_files per host and complains then, or never when no host uses the play.
      if (!(error instanceof HintedError) || error.code !== "FILE_NOT_FOUND") throw error;
    }
  }
  return layers;
}

function evaluateName(candidate: Value, scope: Scope, templar: Templar): string | undefined {
  try {
    const name = templar.evaluate(candidate, scope);
    return typeof name === "string" ? name : undefined;
  } catch (error) {
    if (error instanceof HintedError && error.code === "TEMPLATE_UNDEFINED") return undefined;
    throw error;
  }
}

function variablesOf(value: Value, file: string): Dict {
  if (value === null) return new Map();
  if (isDict(value)) return value;
  throw new HintedError("PLAYBOOK_SYNTAX", `File of variables does not hold a mapping: ${file}`, {
    hint: "Write 'name: value' lines",
    origin: { file, line: 1, column: 1 },
  });
}
