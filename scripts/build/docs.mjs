import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importSource, moduleNames } from "./bundle.mjs";
import { ROOT } from "./paths.mjs";
import { privilegesOf } from "./privileges.mjs";

/** Sidecar of every module and, when asked for, its reference page, from its one options object: `{name: {sidecar, page}}`. */
export async function moduleDocs({ pages = false } = {}) {
  const source = await importSource(`
    export { modules } from "./modules/index.ts";
    export { sidecar } from "./modules/kit/sidecar.ts";
    export { referencePage } from "./modules/kit/reference-page.ts";`);
  const docs = {};
  for (const name of moduleNames()) {
    const examples = readFileSync(join(ROOT, "modules", name, "examples.yml"), "utf8");
    const module = await source.modules.get(name)();
    const page = pages ? source.referencePage(module, examples, await privilegesOf(examples)) : undefined;
    docs[name] = { sidecar: source.sidecar(module, examples), page };
  }
  return docs;
}

/** Writes the reference pages, which are committed; a test fails when they are stale. */
export function writePages(docs) {
  const folder = join(ROOT, "docs", "reference");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, { page }] of Object.entries(docs)) writeFileSync(join(folder, `${name}.md`), page);
}
