import type { ApiSchema, MethodSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { APIDOC_PATH } from "../../../core/proxmox/schema/apidoc.ts";
import type { Answer } from "./envelope.ts";

/** A path of the API viewer's tree. */
interface Branch {
  readonly text: string;
  readonly path: string;
  readonly info: Record<string, MethodSchema>;
  readonly children: Map<string, Branch>;
}

const made = new WeakMap<ApiSchema, string>();

/** The API viewer's data as a server publishes it, when a URL path asks for it. */
export function apidocAnswer(schema: ApiSchema, url: string): Answer | undefined {
  if (url !== APIDOC_PATH) return undefined;
  const body = made.get(schema) ?? print(schema);
  made.set(schema, body);
  return { status: 200, reason: "OK", contentType: "application/javascript", body };
}

/** One constant with a tree of paths, and code of the viewer behind it. */
function print({ methods }: ApiSchema): string {
  const root = branch("", "");
  for (const [key, method] of Object.entries(methods)) {
    const [verb = "", path = ""] = key.split(" ");
    place(root, path).info[verb] = method;
  }
  const tree = [...root.children.values()].map(plain);
  return `const apiSchema = ${JSON.stringify(tree, null, 3)};\n\nlet method2cmd = { GET: "get", POST: "create", PUT: "set", DELETE: "delete" };\n`;
}

function place(root: Branch, path: string): Branch {
  let at = root;
  for (const part of path.split("/").filter(Boolean)) {
    const next = at.children.get(part) ?? branch(part, `${at.path}/${part}`);
    at.children.set(part, next);
    at = next;
  }
  return at;
}

function branch(text: string, path: string): Branch {
  return { text, path, info: {}, children: new Map() };
}

function plain({ text, path, info, children }: Branch): unknown {
  const below = [...children.values()].map(plain);
  return { ...(below.length > 0 ? { children: below } : {}), info, leaf: below.length > 0 ? 0 : 1, path, text };
}
