// Records what ansible-playbook does with the differential cases (all, or the ones named) in their expected.json.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(root, "node_modules", ".pveplay-record-"));
try {
  const load = async (entry, name) => {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      define: { "import.meta.url": JSON.stringify(pathToFileURL(join(root, entry)).href) },
    });
    return import(pathToFileURL(outfile).href);
  };
  const engines = await load("test/helpers/both-engines.ts", "engines");
  const cases = await load("test/differential/cases.ts", "cases");
  const names = process.argv.length > 2 ? process.argv.slice(2) : cases.caseNames();
  const queue = [...names];
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const { record, stderr } = await engines.underAnsible(cases.caseRun(name));
      writeFileSync(cases.expectedFile(name), `${JSON.stringify(record, undefined, 1)}\n`);
      const results = Object.values(record.hosts).flat().length;
      console.log(`${name}: exit ${record.exitCode}, ${results} results${results === 0 ? `\n${stderr}` : ""}`);
    }
  };
  await Promise.all([work(), work()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
