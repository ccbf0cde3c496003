import { HintedError } from "../../errors.ts";
import type { ConfigLine } from "./values.ts";
import { words } from "./words.ts";

/** Flags of the ssh program that carry a setting. */
const FLAGS: Readonly<Record<string, string>> = { i: "IdentityFile", l: "User", p: "Port", J: "ProxyJump" };
const FILE_FLAG = "F";
/** Flags without a meaning here. */
const NEEDLESS_FLAGS = "AaCknqTvxyYX";

/** What arguments of the ssh program say. */
export interface SshArguments {
  readonly lines: readonly ConfigLine[];
  /** The configuration file to read in place of the user's and the system's; `none` reads none. */
  readonly file: string | undefined;
}

/**
 * The settings that arguments of the ssh program stand for, such as `-o ProxyJump=gate -p 2222`; they go before the
 * configuration files. @throws HintedError SSH_CONFIG for a flag that is not supported
 */
export function readArguments(text: string, place: string): SshArguments {
  const lines: ConfigLine[] = [];
  let file: string | undefined;
  const args = joinedWords(text);
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const [, flag = "", attached = ""] = /^-(\w)(.*)$/s.exec(word) ?? [];
    if (flag === "4" || flag === "6")
      lines.push({ keyword: "AddressFamily", words: [flag === "4" ? "inet" : "inet6"], place });
    else if (flag === "C") lines.push({ keyword: "Compression", words: ["yes"], place });
    else if (flag === "A") lines.push({ keyword: "ForwardAgent", words: ["yes"], place });
    else if (flag === "o" || flag === FILE_FLAG || FLAGS[flag] !== undefined) {
      const value = attached === "" ? args[(at += 1)] : attached;
      if (value === undefined) throw unsupported(word, place, "has no value");
      if (flag === FILE_FLAG) file = value;
      else
        lines.push(flag === "o" ? optionLine(value, place) : { keyword: FLAGS[flag] ?? flag, words: [value], place });
    } else if (flag === "" || !NEEDLESS_FLAGS.includes(flag)) throw unsupported(word, place, "is not supported");
  }
  return { lines, file };
}

function optionLine(text: string, place: string): ConfigLine {
  const [, keyword, rest = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
  if (keyword === undefined) throw unsupported(`-o ${text}`, place, "is no 'Keyword=value'");
  return { keyword, words: words(rest), place };
}

/** Words of a command line; quotes may start within a word (`-o "ProxyJump=a"`, `ProxyCommand="ssh x"`). */
function joinedWords(text: string): readonly string[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
}

function unsupported(word: string, place: string, what: string): HintedError {
  return new HintedError("SSH_CONFIG", `${place}: SSH argument '${word}' ${what}`, {
    hint: "Supported are -F, -i, -l, -p, -J, -4, -6, -A, -C and -o with the keywords of docs/connections.md",
  });
}
