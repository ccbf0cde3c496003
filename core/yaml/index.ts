export { dumpYaml, type DumpOptions } from "./dump/index.ts";
export { loadYaml, loadYamlAll } from "./load.ts";
export { originOf, originOfKey } from "./origins.ts";
