import { statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { Environment } from "../environment.ts";
import { decodeText } from "../python/encoding.ts";
import { expandUser, findFile, readFile, searchFile, searchPaths } from "../files.ts";
import { globFiles } from "../glob.ts";
import { baseName } from "../filters/paths.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { text } from "../python/text.ts";
import { stringArgument } from "../python/arguments.ts";
import { lookup, type Lookup, type LookupInput, type LookupTable, Options } from "./lookup.ts";

function fileText({ terms, options, env }: LookupInput): readonly Item[] {
  return terms.map((term) => {
    const path = findFile(stringArgument(term, "file"), searchPaths(env, "files"), env.host);
    let content = decodeText(readFile(path, env.host), "utf-8", "strict");
    if (options.flag("lstrip", false)) content = content.replace(/^\s+/, "");
    return options.flag("rstrip", true) ? content.replace(/\s+$/, "") : content;
  });
}

function template({ terms, options, env }: LookupInput): readonly Item[] {
  return terms.map((term) => {
    const path = findFile(stringArgument(term, "template"), searchPaths(env, "templates"), env.host);
    const given = options.item("template_vars");
    const variables = new Map<string, Item>([
      ["ansible_managed", env.variable("ansible_managed") ?? "Ansible managed"],
      ["template_path", text(term)],
      ["template_fullpath", path],
    ]);
    for (const [key, item] of isItemDict(given) ? given : []) variables.set(text(key), item);
    const delimiters: Record<string, string> = {};
    for (const [option, key] of DELIMITERS) {
      const value = options.text(option);
      if (value !== undefined) delimiters[key] = value;
    }
    const source = decodeText(readFile(path, env.host), "utf-8", "strict");
    return env.renderText(source, {
      path,
      variables,
      delimiters,
      trimBlocks: options.flag("trim_blocks", true),
      lstripBlocks: options.flag("lstrip_blocks", false),
    });
  });
}

const DELIMITERS = [
  ["variable_start_string", "variableStart"],
  ["variable_end_string", "variableEnd"],
  ["comment_start_string", "commentStart"],
  ["comment_end_string", "commentEnd"],
] as const;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function fileGlob({ terms, env }: LookupInput): readonly Item[] {
  return terms.flatMap((term) => {
    const pattern = expandUser(stringArgument(term, "pattern"));
    const name = baseName(pattern);
    const directories = isAbsolute(pattern)
      ? [dirname(pattern)]
      : name === pattern
        ? searchPaths(env, "files")
        : [searchFile(dirname(pattern), searchPaths(env, "files"), env.host)];
    const found = directories.map((directory) =>
      directory === undefined ? [] : globFiles(join(resolve(env.host.cwd, directory), name)).filter(isFile),
    );
    return found.find((paths) => paths.length > 0) ?? [];
  });
}

/** The candidates of `first_found`: texts, or dicts with `files` and `paths`. */
function candidates(terms: readonly Item[], options: Options): { readonly names: string[]; readonly skip: boolean } {
  const names: string[] = [];
  let skip = options.flag("skip", false);
  for (const term of terms) {
    if (Array.isArray(term)) names.push(...candidates(term, options).names);
    else if (isItemDict(term)) {
      const own = new Options(new Map([...term].map(([key, item]): [string, Item] => [text(key), item])));
      names.push(...joined(own.item("files") ?? [], own.item("paths") ?? []));
      skip = own.flag("skip", skip);
    } else names.push(...joined([stringArgument(term, "file")], options.item("paths") ?? []));
  }
  return { names, skip };
}

const FIRST_FOUND = ["files", "paths", "skip"];

function joined(files: Item, paths: Item): string[] {
  const split = (item: Item, by: RegExp): string[] =>
    typeof item === "string" ? item.split(by) : iterate(item).flatMap((part) => text(part).split(by));
  const names = split(files, /[,;]/);
  const directories = split(paths, /[,:;]/);
  return directories.length === 0
    ? names
    : directories.flatMap((directory) => names.map((name) => join(directory, name)));
}

const firstFound: Lookup = {
  options: FIRST_FOUND,
  takesMarkers: true,
  run: ({ terms, options, env }) => {
    // As with_first_found does: a candidate named by an undefined variable does not count.
    const given = terms.length > 0 ? terms : [options.item("files") ?? []];
    const { names, skip } = candidates(
      given.map(known).filter((term) => !(term instanceof Marker)),
      options,
    );
    const places = firstFoundPlaces(env);
    const found = names.map((name) => searchFile(name, places, env.host)).find((path) => path !== undefined);
    if (found !== undefined) return [resolve(env.host.cwd, found)];
    if (skip) return [];
    throw new HintedError("FILE_NOT_FOUND", "No file was found when using first_found", {
      hint: `Create one of ${names.join(", ")}, or set skip: true.`,
    });
  },
};

/** As a loop (`with_first_found`) it looks in the subfolder for the task's action as well; as a lookup in the folders themselves only. */
function firstFoundPlaces(env: Environment): readonly string[] {
  const folder = env.variable("_with_folder");
  if (folder === "files" || folder === "templates" || folder === "vars") return searchPaths(env, folder);
  const paths = searchPaths(env, "files");
  return paths.filter((path) => basename(path) !== "files" || !paths.includes(dirname(path)));
}

function known(term: Item): Item {
  return Array.isArray(term) ? term.filter((item) => !(item instanceof Marker)) : term;
}

function unvault({ terms, env }: LookupInput): readonly Item[] {
  return terms.map((term) => {
    const path = findFile(stringArgument(term, "file"), searchPaths(env, "files"), env.host);
    if (!env.host.readFile) throw new PythonFailure("RuntimeError", "no vault is at hand");
    return decodeText(env.host.readFile(path), "utf-8", "strict");
  });
}

/** Lookups that read files of the controller. */
export const fileLookups: LookupTable = {
  file: lookup(["lstrip", "rstrip"], fileText),
  template: lookup(
    [
      "template_vars",
      "variable_start_string",
      "variable_end_string",
      "comment_start_string",
      "comment_end_string",
      "trim_blocks",
      "lstrip_blocks",
      "convert_data",
      "jinja2_native",
    ],
    template,
  ),
  fileglob: lookup([], fileGlob),
  first_found: firstFound,
  unvault: lookup([], unvault),
};
