import { basename } from "node:path";
import type { HttpAnswer } from "./request.ts";

/** The name a server gives what it sends (`Content-Disposition`), without any folder; undefined when it gives none. */
export function namedByServer({ headers }: HttpAnswer): string | undefined {
  const line = headers["content-disposition"] ?? "";
  const [, quoted, plain] = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(line) ?? [];
  const name = basename(quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
  return name === "" ? undefined : name;
}

/** The last part of an address's path; `index.html` when it has none. */
export function namedByUrl(url: string): string {
  return /([^/]*)$/.exec(new URL(url).pathname)?.[1] || "index.html";
}
