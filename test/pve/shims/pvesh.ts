import { ToolFailure } from "./failure.ts";
import type { NodeApi } from "./node-api.ts";
import { need, readWords } from "./words.ts";

const METHODS = { get: "get", create: "post", set: "put", delete: "delete" } as const;

/** `pvesh`: any call of the API. Data is printed as JSON only, a text also as it is. @returns what it prints */
export async function pvesh(api: NodeApi, args: readonly string[]): Promise<string> {
  const [command = "", ...rest] = args;
  const method =
    command === "get" || command === "create" || command === "set" || command === "delete"
      ? METHODS[command]
      : undefined;
  if (!method) throw new ToolFailure(`ERROR: unknown command 'pvesh ${command}'`);
  const words = readWords(rest);
  const { "output-format": format, quiet, ...params } = words.options;
  const answer = await api.call(method, need(words, 0, `pvesh ${command} <api_path>`), params);
  if (quiet !== undefined || answer === null || answer === undefined) return "";
  if (typeof answer === "string" && format === undefined) return `${answer}\n`;
  if (format === "json") return `${JSON.stringify(answer)}\n`;
  if (format === "json-pretty") return `${JSON.stringify(answer, undefined, 3)}\n`;
  throw new ToolFailure("only --output-format json and json-pretty are simulated");
}
