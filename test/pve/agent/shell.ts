import type { GuestSystem } from "../state.ts";
import { entriesOf, isDirectory, normalizePath, withFile } from "./files.ts";

/** How a command ended, and the system it leaves. */
export interface Outcome {
  readonly system: GuestSystem;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command's surroundings. */
interface Shell {
  readonly system: GuestSystem;
  readonly hostname: string;
  readonly input: string;
}

type Command = (shell: Shell, args: readonly string[]) => Outcome;

const done = (shell: Shell, out = "", code = 0): Outcome => ({ system: shell.system, code, out, err: "" });
const failed = (shell: Shell, err: string, code = 1): Outcome => ({
  system: shell.system,
  code,
  out: "",
  err: `${err}\n`,
});

/** The commands the guest knows; anything else ends with 127, as a shell does it. */
const commands: Readonly<Record<string, Command>> = {
  true: (shell) => done(shell),
  ":": (shell) => done(shell),
  false: (shell) => done(shell, "", 1),
  exit: (shell, [code]) => done(shell, "", Number(code ?? 0) & 255),
  echo: (shell, args) => done(shell, args[0] === "-n" ? args.slice(1).join(" ") : `${args.join(" ")}\n`),
  printf: (shell, [format = "", ...args]) =>
    done(
      shell,
      format.replaceAll("\\n", "\n").replaceAll("%s", () => args.shift() ?? ""),
    ),
  hostname: (shell) => done(shell, `${shell.hostname}\n`),
  whoami: (shell) => done(shell, "root\n"),
  id: (shell) => done(shell, "uid=0(root) gid=0(root) groups=0(root)\n"),
  uname: (shell) => done(shell, "Linux\n"),
  sleep: (shell) => done(shell),
  sync: (shell) => done(shell),
  cat,
  ls,
  rm,
  touch,
  mkdir: (shell) => done(shell),
  cp: (shell, args) => copy(shell, args, false),
  mv: (shell, args) => copy(shell, args, true),
  test: (shell, args) => done(shell, "", test(shell, args) ? 0 : 1),
  "[": (shell, args) => done(shell, "", test(shell, args.slice(0, -1)) ? 0 : 1),
  grep,
};

function cat(shell: Shell, args: readonly string[]): Outcome {
  if (args.length === 0) return done(shell, shell.input);
  let out = "";
  for (const path of args) {
    const content = shell.system.files[normalizePath(path)];
    if (content === undefined)
      return {
        ...failed(
          shell,
          `cat: ${path}: ${isDirectory(shell.system, normalizePath(path)) ? "Is a directory" : "No such file or directory"}`,
        ),
        out,
      };
    out += content;
  }
  return done(shell, out);
}

function ls(shell: Shell, args: readonly string[]): Outcome {
  const path = args.find((arg) => !arg.startsWith("-")) ?? "/root";
  const full = normalizePath(path);
  if (shell.system.files[full] !== undefined) return done(shell, `${path}\n`);
  if (!isDirectory(shell.system, full))
    return failed(shell, `ls: cannot access '${path}': No such file or directory`, 2);
  return done(
    shell,
    entriesOf(shell.system, full)
      .map((name) => `${name}\n`)
      .join(""),
  );
}

function rm(shell: Shell, args: readonly string[]): Outcome {
  const force = args.some((arg) => /^-[a-z]*f/.test(arg));
  const recursive = args.some((arg) => /^-[a-z]*r/i.test(arg));
  let system = shell.system;
  for (const arg of args.filter((name) => !name.startsWith("-"))) {
    const path = normalizePath(arg);
    const below = recursive ? Object.keys(system.files).filter((file) => file.startsWith(`${path}/`)) : [];
    const found = [...(system.files[path] === undefined ? [] : [path]), ...below];
    if (found.length === 0 && !force)
      return { ...failed(shell, `rm: cannot remove '${arg}': No such file or directory`), system };
    for (const file of found) system = withFile(system, file, undefined);
  }
  return { system, code: 0, out: "", err: "" };
}

function touch(shell: Shell, args: readonly string[]): Outcome {
  let system = shell.system;
  for (const arg of args) system = withFile(system, normalizePath(arg), system.files[normalizePath(arg)] ?? "");
  return { system, code: 0, out: "", err: "" };
}

function copy(shell: Shell, args: readonly string[], move: boolean): Outcome {
  const [from = "", to = ""] = args.filter((arg) => !arg.startsWith("-"));
  const content = shell.system.files[normalizePath(from)];
  if (content === undefined)
    return failed(shell, `${move ? "mv" : "cp"}: cannot stat '${from}': No such file or directory`);
  const copied = withFile(shell.system, normalizePath(to), content);
  return { system: move ? withFile(copied, normalizePath(from), undefined) : copied, code: 0, out: "", err: "" };
}

function test(shell: Shell, args: readonly string[]): boolean {
  const [a = "", operator, b = ""] = args;
  if (a === "!") return !test(shell, args.slice(1));
  const path = normalizePath(operator ?? "");
  switch (a) {
    case "-f":
      return shell.system.files[path] !== undefined;
    case "-d":
      return isDirectory(shell.system, path);
    case "-e":
      return shell.system.files[path] !== undefined || isDirectory(shell.system, path);
    case "-s":
      return (shell.system.files[path] ?? "") !== "";
    case "-n":
      return (operator ?? "") !== "";
    case "-z":
      return (operator ?? "") === "";
    default:
      return compare(a, operator, b);
  }
}

function compare(a: string, operator: string | undefined, b: string): boolean {
  switch (operator) {
    case "=":
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "-eq":
      return Number(a) === Number(b);
    case "-ne":
      return Number(a) !== Number(b);
    default:
      return a !== "";
  }
}

function grep(shell: Shell, args: readonly string[]): Outcome {
  const quiet = args.some((arg) => /^-[a-z]*q/.test(arg));
  const [pattern = "", ...paths] = args.filter((arg) => !arg.startsWith("-"));
  const source = cat(shell, paths);
  if (source.code !== 0) return { ...source, err: source.err.replace("cat:", "grep:"), code: 2 };
  const lines = source.out.split("\n").filter((line) => line !== "" && line.includes(pattern));
  return done(shell, quiet ? "" : lines.map((line) => `${line}\n`).join(""), lines.length > 0 ? 0 : 1);
}

/** Runs a command given as its words, the way the agent's exec does; a shell's `-c` script is interpreted. */
export function runCommand(shell: Shell, words: readonly string[]): Outcome {
  const [program = "", ...args] = words;
  const name = program.split("/").at(-1) ?? program;
  if ((name === "sh" || name === "bash") && /^-[a-z]*c$/.test(args[0] ?? "")) return runScript(shell, args[1] ?? "");
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command ? command(shell, args) : failed(shell, `sh: 1: ${program}: not found`, 127);
}

/** Runs a script: commands joined by newlines, `;`, `&&`, `||`, with words, quotes and `>`, `>>`, `<`. */
export function runScript(shell: Shell, script: string): Outcome {
  let total: Outcome = done(shell);
  for (const { joiner, words } of commandsOf(script)) {
    if ((joiner === "&&" && total.code !== 0) || (joiner === "||" && total.code === 0)) continue;
    const outcome = runRedirected({ ...shell, system: total.system }, words);
    total = { system: outcome.system, code: outcome.code, out: total.out + outcome.out, err: total.err + outcome.err };
    if (words[0]?.text === "exit") break;
  }
  return total;
}

function runRedirected(shell: Shell, tokens: readonly Token[]): Outcome {
  const words: string[] = [];
  let target: { readonly path: string; readonly append: boolean } | undefined;
  let input = shell.input;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const next = tokens[index + 1]?.text ?? "";
    if (token?.operator !== true) words.push(token?.text ?? "");
    else if (token.text === "<") input = shell.system.files[normalizePath(next)] ?? "";
    else target = { path: normalizePath(next), append: token.text === ">>" };
    if (token?.operator === true) index += 1;
  }
  const outcome = runCommand({ ...shell, input }, words);
  if (!target) return outcome;
  const before = target.append ? (outcome.system.files[target.path] ?? "") : "";
  return { ...outcome, out: "", system: withFile(outcome.system, target.path, before + outcome.out) };
}

interface Token {
  readonly text: string;
  readonly operator: boolean;
}

interface Step {
  readonly joiner: string;
  readonly words: readonly Token[];
}

const TOKEN = /\s*(?:(&&|\|\||;|\n)|(>>|>|<)|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s;&|<>"'\\])+))|([ \t]+)/gy;

function commandsOf(script: string): Step[] {
  const steps: Step[] = [];
  let joiner = ";";
  let words: Token[] = [];
  const flush = (next: string): void => {
    if (words.length > 0) steps.push({ joiner, words });
    joiner = next;
    words = [];
  };
  for (const match of script.replaceAll("\n", " ; ").matchAll(TOKEN)) {
    if (match[1] !== undefined) flush(match[1]);
    else if (match[2] !== undefined) words.push({ text: match[2], operator: true });
    else if (match[3] !== undefined) words.push({ text: unquote(match[3]), operator: false });
  }
  flush(";");
  return steps;
}

function unquote(text: string): string {
  return text.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'|\\./g, (part) => {
    if (part.startsWith("'")) return part.slice(1, -1);
    return part.startsWith("\\") ? part.slice(1) : part.slice(1, -1).replaceAll(/\\(["\\$`])/g, "$1");
  });
}
