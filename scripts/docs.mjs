// npm run docs: writes the pages of docs/reference/ from the modules' options, and the table of modules in README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleDocs, writePages } from "./build/docs.mjs";
import { ROOT } from "./build/paths.mjs";

const docs = await moduleDocs({ pages: true });
writePages(docs);
const rows = Object.entries(docs).map(
  ([name, { page }]) => `| [${name}](docs/reference/${name}.md) | ${page.split("\n")[2]} |`,
);
const readme = join(ROOT, "README.md");
const table = /(\| module \| what it does \|\n\|---\|---\|\n)(?:\|.*\n)+/;
writeFileSync(readme, readFileSync(readme, "utf8").replace(table, `$1${rows.join("\n")}\n`));
