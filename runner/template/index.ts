export { isOmit, type Scope } from "./api.ts";
export { Templar } from "./templar.ts";
export { passwordHash, passwordSchemes } from "./filters/password-hash.ts";
export { PythonFailure } from "./python/failure.ts";
export { typeName } from "./python/type-name.ts";
