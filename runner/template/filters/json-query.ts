import { compileQuery } from "../jmespath/parser.ts";
import { type FilterTable, plugin } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";

/** The filter that queries data with JMESPath. */
export const jsonQueryFilters: FilterTable = {
  json_query: plugin(["expr"], (value, [query]) => compileQuery(stringArgument(query, "expr"))(value)),
};
