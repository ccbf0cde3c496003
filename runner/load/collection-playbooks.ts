import { join } from "node:path";
import type { Collections } from "./collections.ts";
import { isFile } from "./source-files.ts";

const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}$/;

/** The file of a collection's playbook by its full name (`namespace.name.playbook`, with folders between); undefined when there is none. */
export function collectionPlaybook(name: string, collections: Collections): string | undefined {
  const ending = /\.ya?ml$/.exec(name)?.[0];
  const bare = ending === undefined ? name : name.slice(0, -ending.length);
  if (!NAME.test(bare)) return undefined;
  const [namespace = "", own = "", ...rest] = bare.split(".");
  const collection = collections.find(`${namespace}.${own}`);
  if (!collection) return undefined;
  const base = join(collection.path, "playbooks", ...rest);
  return (ending === undefined ? [".yml", ".yaml"] : [ending]).map((end) => base + end).find(isFile);
}

/** The collection whose playbook a file is: where all collections lie, and its name. */
export function homeOfPlaybook(file: string): { readonly root: string; readonly name: string } | undefined {
  const [, root, namespace, name] = /^(.*\/ansible_collections)\/([^/]+)\/([^/]+)\/playbooks(?:\/|$)/.exec(file) ?? [];
  return root === undefined ? undefined : { root, name: `${namespace}.${name}` };
}
