/** Words of a command line as Python's `shlex.split` finds them; undefined when a quote or escape is left open. */
export function shellSplit(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    const part = readPart(text, at);
    if (!part) return undefined;
    word = (word ?? "") + part.text;
    at = part.end;
  }
  return word === undefined ? words : [...words, word];
}

interface Part {
  readonly text: string;
  readonly end: number;
}

function readPart(text: string, at: number): Part | undefined {
  const char = text.charAt(at);
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? undefined : { text: text.slice(at + 1, end), end: end + 1 };
  }
  if (char === '"') return readDoubleQuoted(text, at + 1);
  if (char === "\\") return at + 1 < text.length ? { text: text.charAt(at + 1), end: at + 2 } : undefined;
  return { text: char, end: at + 1 };
}

function readDoubleQuoted(text: string, start: number): Part | undefined {
  let content = "";
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { text: content, end: at + 1 };
    const next = text.charAt(at + 1);
    if (char === "\\" && (next === '"' || next === "\\")) {
      content += next;
      at += 1;
    } else {
      content += char;
    }
  }
  return undefined;
}
