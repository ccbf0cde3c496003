import { join } from "node:path";
import type { Dict } from "../../core/values.ts";
import { homeOfPlaybook } from "../load/collection-playbooks.ts";
import { Collections } from "../load/collections.ts";
import type { Settings } from "../load/settings.ts";
import type { SourceFiles } from "../load/source-files.ts";
import type { Templar } from "../template/index.ts";
import type { CompileContext } from "./context.ts";
import { expandImport } from "./imports.ts";
import { type ActionCatalog, ActionResolver } from "./resolve-action.ts";

export { checkModuleOptions } from "./check-options.ts";
export { compileAdHoc } from "./ad-hoc.ts";
export type { CompileContext } from "./context.ts";
export { type Included, includeRole, includeTasks } from "./include.ts";
export { compilePlaybook } from "./playbook.ts";

/** What a whole run shares; the rest of a {@link CompileContext} follows from the playbook's folder. */
export interface CompilerInput {
  readonly files: SourceFiles;
  readonly settings: Settings;
  readonly catalog: ActionCatalog;
  readonly extraVars: Dict;
  readonly warn: (message: string) => void;
  /** A templar whose lookups start in the folder. */
  readonly templarFor: (playDir: string) => Templar;
}

/** Makes contexts for the folders of a run's playbooks, one each. */
export function contextMaker(input: CompilerInput): (playDir: string) => CompileContext {
  const known = new Map<string, CompileContext>();
  return (playDir) => {
    const existing = known.get(playDir);
    if (existing) return existing;
    const context = makeContext(input, playDir);
    known.set(playDir, context);
    return context;
  };
}

function makeContext(input: CompilerInput, playDir: string): CompileContext {
  const { files, settings, catalog, extraVars, warn } = input;
  // The playbook of a collection finds the collections it lies beside.
  const home = homeOfPlaybook(playDir);
  const collectionsPath = home ? [home.root, ...settings.collectionsPath] : settings.collectionsPath;
  const collections = new Collections(files, collectionsPath, playDir);
  const resolver = new ActionResolver(catalog, collections, {
    own: join(playDir, "library"),
    shared: settings.libraryPath,
  });
  const templar = input.templarFor(playDir);
  return { files, settings, collections, resolver, templar, extraVars, warn, playDir, expandImport };
}
