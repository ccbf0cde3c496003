import { ToolFailure } from "./failure.ts";

/** A tool's words taken apart: what stands by position, and options as the API takes them. */
export interface Words {
  readonly positional: readonly string[];
  readonly options: Readonly<Record<string, string | readonly string[]>>;
}

/** Reads `--key value`, `--key=value`, `-key value`; a key without a value is a switch, a repeated one a list. */
export function readWords(args: readonly string[]): Words {
  const positional: string[] = [];
  const options: Record<string, string | readonly string[]> = {};
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const [, key, inline] = /^--?([a-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (key === undefined) {
      positional.push(word);
      continue;
    }
    const next = args[at + 1];
    const isSwitch = inline === undefined && (next === undefined || /^--?[a-z]/.test(next));
    const value = inline ?? (isSwitch ? "1" : (next ?? "1"));
    if (inline === undefined && !isSwitch) at += 1;
    const before = options[key];
    options[key] = before === undefined ? value : [...[before].flat(), value];
  }
  return { positional, options };
}

/** The word at a place. @throws ToolFailure as the tools complain of a missing argument */
export function need({ positional }: Words, at: number, usage: string): string {
  const word = positional[at];
  if (word !== undefined) return word;
  throw new ToolFailure(`400 not enough arguments\n${usage}`);
}
