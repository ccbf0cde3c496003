import { findFile, readFile, searchPaths } from "../files.ts";
import { stringArgument } from "../python/arguments.ts";
import { decodeText } from "../python/encoding.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { compileRegex, firstMatch } from "../python/regex/compile.ts";
import { keyValues } from "./key-values.ts";
import { lookup, type LookupInput, type LookupTable } from "./lookup.ts";

function content(name: string, encoding: string | undefined, { env }: LookupInput): string {
  const path = findFile(name, searchPaths(env, "files"), env.host);
  return decodeText(readFile(path, env.host), encoding ?? "utf-8", "strict");
}

interface Asked {
  readonly key: string;
  /** An option given as keyword, or as `name=value` in the term. */
  readonly option: (name: string) => string | undefined;
}

/** The key a term asks for, and its options. @throws PythonFailure ValueError without a key and for unknown options */
function readTerm(input: LookupInput, term: string, known: readonly string[]): Asked {
  const inline = keyValues(term);
  const strange = [...inline].find(([name, value]) => value !== undefined && !known.includes(name));
  if (strange) throw new PythonFailure("ValueError", `'${strange[0]}' is not a valid option`);
  const key = /^(?!\w+=)\s*(.*?)\s*(?:\s\w+=|$)/s.exec(term)?.[1];
  if (key === undefined || key === "") throw new PythonFailure("ValueError", NO_KEY);
  return { key, option: (name) => inline.get(name) ?? input.options.text(name) };
}

const NO_KEY = "Search key is required but was not found: No key to look up was provided as first term";

/** The field of the row with the key; nothing when there is none and no default. */
function csvFields(input: LookupInput, term: string): readonly Item[] {
  const { key, option } = readTerm(input, term, CSV_OPTIONS);
  const delimiter = option("delimiter") ?? "TAB";
  const separator = delimiter === "TAB" || delimiter === "\\t" ? "\t" : delimiter;
  const rows = parseCsv(content(option("file") ?? "ansible.csv", option("encoding"), input), separator);
  const row = rows.find((cells) => cells[Number(option("keycol") ?? 0)] === key);
  const found = row?.[Number(option("col") ?? 1)] ?? option("default");
  return found === undefined ? [] : [found];
}

/** Rows and cells of CSV text; quoted cells may hold separators, line ends and doubled quotes. */
function parseCsv(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, next] = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    row.push(cell);
    at = next;
    if (text[at] === separator) {
      at++;
      if (at === text.length) row.push("");
    } else {
      rows.push(row);
      row = [];
      at += text.startsWith("\r\n", at) ? 2 : 1;
    }
  }
  return rows;
}

function quotedCell(text: string, start: number): readonly [string, number] {
  const match = /"((?:[^"]|"")*)(?:"|$)/y;
  match.lastIndex = start;
  const cell = match.exec(text)?.[1] ?? "";
  return [cell.replaceAll('""', '"'), match.lastIndex];
}

function plainCell(text: string, start: number, separator: string): readonly [string, number] {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
  return [text.slice(start, end), end];
}

type Section = ReadonlyMap<string, string>;

function parseIni(text: string, caseSensitive: boolean): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const [, name, value = ""] = /^([^\s=:#;[][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (header !== undefined) {
      if (sections.has(header)) throw duplicate(`section: '${header}'`);
      section = new Map();
      sections.set(header, section);
    } else if (/^\s+\S/.test(line) && section && last !== undefined)
      section.set(last, `${section.get(last) ?? ""}\n${line.trim()}`);
    else if (name !== undefined && section) {
      last = caseSensitive ? name : name.toLowerCase();
      if (section.has(last)) throw duplicate(`option in section: '${last}'`);
      section.set(last, value);
    }
  }
  return sections;
}

function duplicate(what: string): PythonFailure {
  return new PythonFailure("ValueError", `Duplicate ${what}`);
}

function iniValues(input: LookupInput, term: string): readonly Item[] {
  const { key, option } = readTerm(input, term, INI_OPTIONS);
  const caseSensitive = input.options.flag("case_sensitive", false);
  const text = content(option("file") ?? "ansible.ini", option("encoding"), input);
  const isProperties = option("type") === "properties";
  const name = isProperties ? "java_properties" : (option("section") ?? "global");
  const section = parseIni(isProperties ? `[${name}]\n${text}` : text, caseSensitive).get(name);
  if (!section) throw new PythonFailure("KeyError", `No section: '${name}'`);
  if (/^(?:true|yes|1)$/i.test(option("re") ?? "")) {
    const regex = compileRegex(key, { ignoreCase: false, multiline: false }, "match");
    return [...section].filter(([entry]) => firstMatch(regex, entry) !== null).map(([, value]) => value);
  }
  return [section.get(caseSensitive ? key : key.toLowerCase()) ?? option("default") ?? ""];
}

const CSV_OPTIONS = ["file", "col", "keycol", "delimiter", "default", "encoding"];
const INI_OPTIONS = ["file", "section", "default", "type", "re", "encoding", "case_sensitive"];

/** Lookups in INI and CSV files. */
export const tableLookups: LookupTable = {
  csvfile: lookup(CSV_OPTIONS, (input) => {
    if (input.terms.length === 0) throw new PythonFailure("ValueError", NO_KEY);
    return input.terms.flatMap((term) => csvFields(input, stringArgument(term, "key")));
  }),
  ini: lookup(INI_OPTIONS, (input) => input.terms.flatMap((term) => iniValues(input, stringArgument(term, "key")))),
};
