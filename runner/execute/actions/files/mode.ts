import { HintedError } from "../../../../core/errors.ts";
import type { FileInfo } from "../../connections/target.ts";

/** Permissions as Ansible shows them: `0644`. */
export function modeText(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}

const SHIFT: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };
const BITS: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };

/** The permissions that a number, octal text or symbolic text (`u=rwX,g-w`) comes to. @throws HintedError OPTION_INVALID */
export function parseMode(wanted: unknown, info: Pick<FileInfo, "mode" | "kind">): number {
  if (typeof wanted === "number" && Number.isInteger(wanted)) return wanted & 0o7777;
  const text = String(wanted).trim();
  if (/^[0-7]{1,5}$/.test(text)) return Number.parseInt(text, 8) & 0o7777;
  return text.split(",").reduce((mode, clause) => applyClause(mode, clause, info), info.mode);
}

function applyClause(mode: number, clause: string, info: Pick<FileInfo, "mode" | "kind">): number {
  const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause.trim());
  if (!match) throw badMode(clause);
  const who = match[1] === "" || match[1] === undefined || match[1].includes("a") ? "ugo" : match[1];
  let result = mode;
  for (const [, operator = "", letters = ""] of (match[2] ?? "").matchAll(/([-+=])([rwxXstugo]*)/g)) {
    for (const one of new Set(who)) result = applyLetters(result, { one, operator, letters }, info);
  }
  return result;
}

interface Change {
  readonly one: string;
  readonly operator: string;
  readonly letters: string;
}

function applyLetters(mode: number, { one, operator, letters }: Change, info: Pick<FileInfo, "mode" | "kind">): number {
  const shift = SHIFT[one] ?? 0;
  let bits = 0;
  for (const letter of letters) bits |= letterBits(letter, { one, shift, mode }, info);
  if (operator === "+") return mode | bits;
  if (operator === "-") return mode & ~bits;
  const special = one === "u" ? 0o4000 : one === "g" ? 0o2000 : 0;
  return (mode & ~(7 << shift) & ~special) | bits;
}

function letterBits(
  letter: string,
  { one, shift, mode }: { one: string; shift: number; mode: number },
  info: Pick<FileInfo, "mode" | "kind">,
): number {
  if (letter === "X") return info.kind === "directory" || (info.mode & 0o111) !== 0 ? 1 << shift : 0;
  if (letter === "s") return one === "u" ? 0o4000 : one === "g" ? 0o2000 : 0;
  if (letter === "t") return 0o1000;
  const source = SHIFT[letter];
  if (source !== undefined) return ((mode >> source) & 7) << shift;
  return (BITS[letter] ?? 0) << shift;
}

function badMode(text: string): HintedError {
  return new HintedError("OPTION_INVALID", `Option 'mode' is '${text}', which is no permissions`, {
    hint: "Write such as '0644' (with quotes) or 'u=rw,g=r'",
  });
}
