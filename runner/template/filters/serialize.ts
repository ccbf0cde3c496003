import { parseJson } from "../../../core/json.ts";
import { type DumpOptions, dumpYaml, loadYaml, loadYamlAll } from "../../../core/yaml/index.ts";
import { finalise } from "../finalise.ts";
import { dumpJson, type JsonStyle } from "../json-text.ts";
import { type FilterTable, lazyPlugin, plugin } from "../plugin.ts";
import { flagArgument, intArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item } from "../python/item.ts";
import { text } from "../python/text.ts";

type Args = readonly (Item | undefined)[];

/** The keyword arguments of `json.dumps` that have a meaning here. @throws PythonFailure TypeError for another */
function jsonStyle(keywords: Item | undefined, usual: JsonStyle): JsonStyle {
  let style = usual;
  for (const [key, item] of isItemDict(keywords) ? keywords : []) style = { ...style, ...jsonOption(text(key), item) };
  return style;
}

function jsonOption(name: string, item: Item): Partial<JsonStyle> {
  switch (name) {
    case "indent":
      return {
        indent: item === null ? undefined : typeof item === "string" ? item : " ".repeat(intArgument(item, "indent")),
      };
    case "sort_keys":
      return { sortKeys: flagArgument(item) };
    case "ensure_ascii":
      return { ascii: flagArgument(item) };
    case "separators": {
      const [items = ", ", keys = ": "] = Array.isArray(item) ? item.map(text) : [];
      return { separators: [items, keys] };
    }
    case "vault_to_text":
    case "preprocess_unsafe":
      return {};
    default:
      throw new PythonFailure("TypeError", `to_json has no option '${name}' here`);
  }
}

const COMPACT: JsonStyle = { indent: undefined, sortKeys: false, ascii: true, dates: true, separators: undefined };

function toNiceJson(value: Item, [indent = 4, sortKeys = true, keywords]: Args): Item {
  const given = isItemDict(keywords) ? new Map([...keywords].filter(([key]) => key !== "separators")) : undefined;
  const width =
    indent === null ? undefined : typeof indent === "string" ? indent : " ".repeat(intArgument(indent, "indent"));
  const style: JsonStyle = {
    indent: width,
    sortKeys: flagArgument(sortKeys),
    ascii: true,
    dates: true,
    separators: [",", ": "],
  };
  return dumpJson(value, jsonStyle(given, style));
}

/** JSON that is safe inside HTML, as Jinja's `tojson` makes it. */
function toHtmlJson(value: Item, [indent = null]: Args): Item {
  const width = indent === null ? undefined : " ".repeat(intArgument(indent, "indent"));
  return dumpJson(value, { ...COMPACT, indent: width, sortKeys: true, dates: false }).replaceAll(
    /[<>&']/g,
    (char) => `\\u00${char.charCodeAt(0).toString(16)}`,
  );
}

function fromJson(value: Item): Item {
  try {
    return parseJson(stringArgument(value, "the JSON object"), { trust: false });
  } catch (error) {
    if (error instanceof SyntaxError) throw new PythonFailure("ValueError", error.message);
    throw error;
  }
}

function yamlOptions(keywords: Item | undefined, usual: DumpOptions): DumpOptions {
  let options = usual;
  for (const [key, item] of isItemDict(keywords) ? keywords : [])
    options = { ...options, ...yamlOption(text(key), item) };
  return options;
}

function yamlOption(name: string, item: Item): DumpOptions {
  switch (name) {
    case "indent":
      return item === null ? {} : { indent: intArgument(item, "indent") };
    case "width":
      return { width: intArgument(item, "width") };
    case "sort_keys":
      return { sortKeys: flagArgument(item) };
    case "default_flow_style":
      return { flow: item === null ? null : flagArgument(item) };
    case "explicit_start":
      return { explicitStart: flagArgument(item) };
    case "explicit_end":
      return { explicitEnd: flagArgument(item) };
    case "vault_behavior":
    case "vault_to_text":
      return {};
    default:
      throw new PythonFailure("TypeError", `to_yaml has no option '${name}' here`);
  }
}

const DATA = { file: "<data>", trust: false };

/** Filters between values and JSON or YAML text. */
export const serializeFilters: FilterTable = {
  to_json: plugin(["**keywords"], (value, [keywords]) => dumpJson(value, jsonStyle(keywords, COMPACT))),
  to_nice_json: plugin(["indent?", "sort_keys?", "**keywords"], toNiceJson),
  tojson: plugin(["indent?"], toHtmlJson),
  from_json: plugin([], fromJson),
  to_yaml: lazyPlugin(["**keywords"], (value, [keywords]) => dumpYaml(finalise(value), yamlOptions(keywords, {}))),
  to_nice_yaml: lazyPlugin(["indent?", "**keywords"], (value, [indent = 4, keywords]) =>
    dumpYaml(finalise(value), yamlOptions(keywords, { indent: intArgument(indent, "indent"), flow: false })),
  ),
  from_yaml: plugin([], (value) => (typeof value === "string" ? loadYaml(value, { ...DATA, json: false }) : value)),
  from_yaml_all: plugin([], (value) => (typeof value === "string" ? loadYamlAll(value, DATA) : (value ?? []))),
};
