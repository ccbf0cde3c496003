import { HintedError } from "../../errors.ts";
import type { MethodSchema } from "./api-schema.ts";

/** Where a server publishes the schema of its own API. */
export const APIDOC_PATH = "/pve-docs/api-viewer/apidoc.js";

/** The methods a server says it has, by `METHOD /path/{parameter}`. */
export type PublishedMethods = Readonly<Record<string, MethodSchema>>;

interface Branch {
  readonly path?: unknown;
  readonly info?: unknown;
  readonly children?: unknown;
}

/**
 * Reads the API viewer's `apidoc.js`: a tree of paths in one JavaScript constant, with the viewer's own code behind it.
 * @throws HintedError PROXMOX_BAD_ANSWER when there is no such constant in the text
 */
export function parseApidoc(text: string): PublishedMethods {
  const start = /\b(?:const|let|var)\s+(?:apiSchema|pveapi)\s*=\s*(?=\[)/.exec(text);
  const array = start ? arrayAt(text, start.index + start[0].length) : undefined;
  const tree = array === undefined ? undefined : parse(array);
  if (!Array.isArray(tree)) throw unreadable();
  return Object.fromEntries(tree.flatMap(methodsOf));
}

/** The JSON array that starts at an offset: up to the bracket that closes it, brackets within strings not counted. */
function arrayAt(text: string, start: number): string | undefined {
  const mark = /"(?:[^"\\]|\\.)*"|[[\]]/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === "[") depth++;
    if (found[0] === "]" && --depth === 0) return text.slice(start, mark.lastIndex);
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function methodsOf(node: unknown): readonly (readonly [string, MethodSchema])[] {
  if (typeof node !== "object" || node === null) return [];
  const { path, info, children }: Branch = node;
  // The wire: what a server says of its own methods has the shape that the schema was compiled from.
  const own = typeof info === "object" && info !== null ? Object.entries(info as Record<string, MethodSchema>) : [];
  return [
    ...own.map(([verb, method]) => [`${verb} ${String(path)}`, method] as const),
    ...(Array.isArray(children) ? children.flatMap(methodsOf) : []),
  ];
}

function unreadable(): HintedError {
  return new HintedError("PROXMOX_BAD_ANSWER", `${APIDOC_PATH} holds no API schema`, {
    hint: "Check that the package pve-docs is installed on the node, and that no proxy stands before it",
  });
}
