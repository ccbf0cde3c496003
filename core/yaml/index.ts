export { dumpYaml, type DumpOptions } from "./dump/index.ts";
export { loadYaml, loadYamlAll } from "./load.ts";
export { originOf, originOfItem, originOfKey, originOfValue } from "./origins.ts";
