export { isOmit, OMIT, type LookupHost, type RenderOptions, type Scope } from "./api.ts";
export { Templar } from "./templar.ts";
