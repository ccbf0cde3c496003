import { splitList } from "../params.ts";

/** Tags as PVE stores them: lower case, sorted, unique, joined by semicolons. */
export function normalizeTags(text: string): string {
  return [...new Set(splitList(text.toLowerCase()))].sort().join(";");
}
