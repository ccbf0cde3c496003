export { dumpYaml, type DumpOptions } from "./dump/index.ts";
export { loadYaml, loadYamlAll, type LoadOptions } from "./load.ts";
export { originOf, originOfKey } from "./origins.ts";
