import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { HintedError } from "../../core/errors.ts";

/** A file that is built beside this program, by its name in `dist/`. @throws HintedError FILE_NOT_FOUND */
export function besideProgram(name: string): string {
  const path = join(dirname(realpathSync(process.argv[1] ?? ".")), name);
  if (existsSync(path)) return path;
  throw new HintedError("FILE_NOT_FOUND", `${path} is missing`, {
    hint: "It is built beside pveplay.js: run npm run build",
  });
}
