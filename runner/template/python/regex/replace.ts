import { PythonFailure } from "../failure.ts";
import type { Regex } from "./compile.ts";

const CONTROL: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
const PART = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9]\d?)|([\s\S]))/g;

/** The text put in place of a match: Python's `\1`, `\g<name>`, `\n`... @throws PythonFailure ValueError */
export function expandReplacement(template: string, match: RegExpExecArray, regex: Regex): string {
  return template.replaceAll(PART, (all, ...[group, octal, number, char = ""]: (string | undefined)[]) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (group !== undefined || number !== undefined) return groupText(group ?? number ?? "", match, regex);
    if (CONTROL[char] !== undefined) return CONTROL[char];
    if (/[A-Za-z]/.test(char)) throw new PythonFailure("ValueError", `bad escape \\${char} in a replacement`);
    return all;
  });
}

/** The text of a group by number or name; empty when it took no part. @throws PythonFailure ValueError when there is none */
export function groupText(group: string, match: RegExpExecArray, regex: Regex): string {
  return groupOf(group, match, regex) ?? "";
}

/** As {@link groupText}; `undefined` when the group took no part. */
export function groupOf(group: string, match: RegExpExecArray, regex: Regex): string | undefined {
  const index = /^\d+$/.test(group) ? Number(group) : regex.names.get(group);
  if (index === undefined || index > regex.groups) throw new PythonFailure("IndexError", `no such group: ${group}`);
  return match[index];
}

/** Python's `re.subn`: the new text and how many matches were replaced, at most `count` when that is not 0. */
export function substitute(
  regex: Regex,
  replacement: string,
  options: { readonly text: string; readonly count: number },
): readonly [string, number] {
  const { text, count } = options;
  let result = "";
  let last = 0;
  let replaced = 0;
  for (const match of text.matchAll(regex.pattern)) {
    if (count > 0 && replaced === count) break;
    result += text.slice(last, match.index) + expandReplacement(replacement, match, regex);
    last = match.index + match[0].length;
    replaced++;
  }
  return [result + text.slice(last), replaced];
}
