import type { ApiSchema, MethodSchema } from "../../../core/proxmox/schema/api-schema.ts";

/** An endpoint found for a path, with the path's parameters. */
export interface Route {
  /** `METHOD /path/{parameter}`: the key of handlers and schema. */
  readonly key: string;
  readonly method: MethodSchema;
  readonly params: ReadonlyMap<string, string>;
}

interface TreeNode {
  readonly fixed: Map<string, TreeNode>;
  param: { readonly name: string; readonly node: TreeNode } | undefined;
  readonly methods: Map<string, { readonly key: string; readonly method: MethodSchema }>;
}

const emptyNode = (): TreeNode => ({ fixed: new Map(), param: undefined, methods: new Map() });

const INDEX: MethodSchema = {
  permissions: { user: "all" },
  parameters: { properties: {}, additionalProperties: 0 },
  allowtoken: 1,
};

/** Parameters that take the rest of the path, slashes included (source: the API's `match_all`). */
const REST = new Set(["volume"]);

/** Finds the endpoint of a request by the schema's paths, as the API does: a fixed name goes before a parameter. */
export class Router {
  readonly #root = emptyNode();

  /** `extra` names endpoints that the compiled schema leaves out, open to whoever is logged in. */
  constructor(schema: ApiSchema, extra: readonly string[] = []) {
    for (const [key, method] of [...extra.map((key) => [key, INDEX] as const), ...Object.entries(schema.methods)]) {
      const [verb = "", path = ""] = key.split(" ");
      this.#add(path).methods.set(verb, { key, method });
    }
  }

  /** The endpoint, or undefined when the API has none there. */
  find(verb: string, path: string): Route | undefined {
    const params = new Map<string, string>();
    const parts = path.split("/").filter((part) => part !== "");
    let node = this.#root;
    for (const [index, part] of parts.entries()) {
      const fixed = node.fixed.get(part);
      const param = node.param;
      if (fixed) {
        node = fixed;
      } else if (param) {
        const rest = REST.has(param.name);
        params.set(param.name, rest ? parts.slice(index).join("/") : part);
        node = param.node;
        if (rest) break;
      } else {
        return undefined;
      }
    }
    const found = node.methods.get(verb);
    return found && { ...found, params };
  }

  #add(path: string): TreeNode {
    let node = this.#root;
    for (const part of path.split("/").filter((name) => name !== "")) {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name === undefined) {
        const next = node.fixed.get(part) ?? emptyNode();
        node.fixed.set(part, next);
        node = next;
      } else {
        node.param ??= { name, node: emptyNode() };
        node = node.param.node;
      }
    }
    return node;
  }
}
