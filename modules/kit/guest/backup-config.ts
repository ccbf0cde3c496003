import type { Config } from "./config-change.ts";

/**
 * The configuration file inside a backup (`GET /nodes/{node}/vzdump/extractconfig`): `key: value` lines up to the first section of a
 * snapshot; comment lines before them are the description, percent-encoded.
 */
export function parseBackupConfig(text: string): Config {
  const config: Record<string, string> = {};
  const notes: string[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("[")) break;
    const [, key, value] = /^([a-z][\w-]*):\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key !== undefined && value !== undefined) config[key] = value;
    else if (line.startsWith("#") && !line.startsWith("#qmdump#")) notes.push(decodeURIComponent(line.slice(1)));
  }
  return notes.length > 0 && config["description"] === undefined
    ? { ...config, description: `${notes.join("\n")}\n` }
    : config;
}
