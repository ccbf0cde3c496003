// The template engine and the YAML loader by themselves: 1,000 hosts x 20 tasks (a condition and two templates each), and an
// inventory of 1,000 hosts. Figures are for a fresh process: nothing is warmed up.
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../build/paths.mjs";
import { time } from "./measure.mjs";

const HOSTS = 1000;
const TASKS = 20;

const folder = mkdtempSync(join(tmpdir(), "pveplay-bench-"));
const bundle = join(folder, "engine.mjs");
await build({
  stdin: {
    contents:
      'export * from "./runner/template/index.ts"; export * from "./core/yaml/index.ts"; export { trusted } from "./core/values.ts";',
    resolveDir: ROOT,
  },
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
});
const { Templar, loadYaml, trusted } = await import(pathToFileURL(bundle).href);

const inventory = Array.from(
  { length: HOSTS },
  (_, at) =>
    `    host${at}.example.com:\n      ansible_host: 10.0.${at >> 8}.${at & 255}\n      vmid: ${100 + at}\n      app: app${at % 7}\n      tags: [a, b]\n`,
).join("");
let hosts;
const loading = time(() => {
  hosts = loadYaml(`all:\n  hosts:\n${inventory}`, { file: "hosts.yml" }).get("all").get("hosts");
});
console.log(`YAML inventory of ${HOSTS} hosts: ${loading.toFixed(0)} ms`);

const play = loadYaml(
  'env: prod\nbase: "/srv/{{ env }}"\napp_dir: "{{ base }}/{{ app | default(\'web\') }}"\nusers: [{name: a, active: true}, {name: b, active: false}]\n',
  { file: "play.yml" },
);
const condition = trusted("vmid > 50 and app_dir is defined and 'x' not in tags");
const tasks = Array.from({ length: TASKS }, (_, at) =>
  loadYaml(
    `path: "{{ app_dir }}/conf.${at}"\nowner: "{{ users | selectattr('active') | map(attribute='name') | first }}"\n`,
    { file: "tasks.yml" },
  ),
);
const templar = new Templar({ searchPaths: () => [], cwd: folder, env: {} });
let evaluated = 0;
const templating = time(() => {
  for (const variables of hosts.values()) {
    const scope = { get: (name) => variables.get(name) ?? play.get(name), names: () => play.keys() };
    for (const task of tasks) {
      if (templar.condition(condition, scope)) templar.evaluate(task, scope);
      evaluated++;
    }
  }
});
console.log(
  `${HOSTS} hosts x ${TASKS} tasks: ${templating.toFixed(0)} ms, ${((templating * 1000) / evaluated).toFixed(1)} us each`,
);
rmSync(folder, { recursive: true });
