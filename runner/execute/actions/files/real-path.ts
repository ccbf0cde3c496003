import { dirname, resolve } from "node:path";
import type { Target } from "../../connections/target.ts";

/** Where a chain of links leads; the last one may point to nothing. */
export async function realPath(target: Target, path: string): Promise<string> {
  let current = path;
  for (let steps = 0; steps < 40; steps += 1) {
    const info = await target.files.stat(current);
    if (info?.kind !== "link") return current;
    current = resolve(dirname(current), await target.files.readLink(current));
  }
  return current;
}
