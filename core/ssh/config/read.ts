import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { HintedError } from "../../errors.ts";
import { matchesPatterns } from "../patterns.ts";
import { includedFiles } from "./include-files.ts";
import { matchHolds } from "./match-line.ts";
import { type ConfigValues, problem } from "./values.ts";
import { words } from "./words.ts";

/** OpenSSH's own limit. */
const MAX_DEPTH = 16;

/** Whom the configuration is read for. */
export interface ConfigSubject {
  readonly host: string;
  /** The user when it is already known. */
  readonly user: string | undefined;
  readonly localUser: string;
  readonly home: string;
}

/** Reads configuration files for one host into values, as ssh_config(5) describes it. */
export class ConfigReader {
  readonly #subject: ConfigSubject;
  readonly #values: ConfigValues;

  constructor(subject: ConfigSubject, values: ConfigValues) {
    this.#subject = subject;
    this.#values = values;
  }

  /** Reads a file; one that does not exist is an empty one. @throws HintedError SSH_CONFIG */
  read(file: string): void {
    if (existsSync(file)) this.#readFile(file, { folder: dirname(file), applies: true, depth: 0 });
  }

  #readFile(file: string, { folder, applies: enclosing, depth }: Reading): void {
    let applies = enclosing;
    for (const [index, line] of textOf(file).split("\n").entries()) {
      const [, keyword, rest = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
      if (keyword === undefined) {
        if (/^\s*(#|$)/.test(line)) continue;
        throw problem(`${file}:${index + 1}`, "this is no 'Keyword value' line");
      }
      const place = `${file}:${index + 1}`;
      const args = words(rest);
      switch (keyword.toLowerCase()) {
        case "host":
          applies = enclosing && matchesPatterns(args, this.#subject.host);
          break;
        case "match":
          applies = enclosing && matchHolds(args, this.#matchSubject(), place);
          break;
        case "include":
          if (applies) this.#include(args, { folder, applies, depth: depth + 1 });
          break;
        default:
          if (applies) this.#values.add({ keyword, words: args, place });
      }
    }
  }

  #include(patterns: readonly string[], reading: Reading): void {
    if (reading.depth > MAX_DEPTH) throw problem(patterns.join(" "), "Include goes in circles");
    const context = { folder: reading.folder, home: this.#subject.home };
    for (const file of patterns.flatMap((pattern) => includedFiles(pattern, context))) this.#readFile(file, reading);
  }

  #matchSubject() {
    const { host, user, localUser } = this.#subject;
    const hostName = this.#values.text("hostname")?.replaceAll("%h", host);
    return { original: host, host: hostName ?? host, user: user ?? this.#values.text("user") ?? localUser, localUser };
  }
}

interface Reading {
  readonly folder: string;
  readonly applies: boolean;
  readonly depth: number;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new HintedError("SSH_CONFIG", `${file} can not be read`, { hint: "Check its permissions", cause });
  }
}
