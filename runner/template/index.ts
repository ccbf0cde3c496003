export { isOmit, type Scope } from "./api.ts";
export { Templar } from "./templar.ts";
