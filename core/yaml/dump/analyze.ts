/** Which ways of writing a text keep its value; by libyaml's rules. */
export interface Analysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly single: boolean;
}

const ALWAYS_FIRST = new Set("#,[]{}&*!|>'\"%@`");
const FLOW_INNER = new Set(",?[]{}");

interface Seen {
  flowIndicator: boolean;
  blockIndicator: boolean;
  special: boolean;
  breakThenSpace: boolean;
  spaceThenBreak: boolean;
  lineBreak: boolean;
}

/** Whether libyaml prints the character as it is (tabs and characters beyond the basic plane are escaped). */
export function isPrintable(char: string): boolean {
  return /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(char);
}

function isBreak(char: string): boolean {
  return char === "\n" || char === "\r" || char === "\x85" || char === "\u2028" || char === "\u2029";
}

function isBlankOrEnd(char: string | undefined): boolean {
  return char === undefined || char === " " || char === "\t" || isBreak(char);
}

/** Analyses a text. Pure. */
export function analyze(text: string): Analysis {
  if (text === "") return { multiline: false, flowPlain: false, blockPlain: true, single: true };
  const chars = Array.from(text);
  const marker = /^(?:---|\.\.\.)/.test(text);
  const seen: Seen = {
    flowIndicator: marker,
    blockIndicator: marker,
    special: false,
    breakThenSpace: false,
    spaceThenBreak: false,
    lineBreak: false,
  };
  chars.forEach((char, at) => look(seen, chars, { char, at }));
  const edges = /^[ \n\r\x85\u2028\u2029]|[ \n\r\x85\u2028\u2029]$/.test(text);
  const plain = !edges && !seen.breakThenSpace && !seen.spaceThenBreak && !seen.special && !seen.lineBreak;
  return {
    multiline: seen.lineBreak,
    flowPlain: plain && !seen.flowIndicator,
    blockPlain: plain && !seen.blockIndicator,
    single: !seen.breakThenSpace && !seen.spaceThenBreak && !seen.special,
  };
}

function look(seen: Seen, chars: readonly string[], { char, at }: { char: string; at: number }): void {
  const before = chars[at - 1];
  const spaceFollows = isBlankOrEnd(chars[at + 1]);
  if (at === 0) lookFirst(seen, char, spaceFollows);
  else if (FLOW_INNER.has(char)) seen.flowIndicator = true;
  else if (char === ":") {
    seen.flowIndicator = true;
    seen.blockIndicator ||= spaceFollows;
  } else if (char === "#" && isBlankOrEnd(before)) {
    seen.flowIndicator = true;
    seen.blockIndicator = true;
  }
  seen.special ||= !isPrintable(char);
  seen.lineBreak ||= isBreak(char);
  if (before === undefined) return;
  seen.breakThenSpace ||= char === " " && isBreak(before);
  seen.spaceThenBreak ||= isBreak(char) && before === " ";
}

function lookFirst(seen: Seen, char: string, spaceFollows: boolean): void {
  const always = ALWAYS_FIRST.has(char) || (char === "-" && spaceFollows);
  const question = char === "?" || char === ":";
  seen.flowIndicator ||= always || question;
  seen.blockIndicator ||= always || (question && spaceFollows);
}
