const BLANK = " \t\r\n";

/**
 * Splits a line into words as Python's `shlex.split(line, comments=True)`: quotes are removed, a backslash escapes, and
 * an unquoted `#` starts a comment even inside a word. @returns undefined when a quote or an escape is left open
 */
export function splitShellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (BLANK.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "#") {
      break;
    } else if (char === "'" || char === '"') {
      const quoted = readQuoted(line, at);
      if (!quoted) return undefined;
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (char === "\\") {
      at++;
      if (at >= line.length) return undefined;
      word = (word ?? "") + line.charAt(at);
    } else {
      word = (word ?? "") + char;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** The text between quotes, and the index of the closing one. In double quotes a backslash escapes `"` and itself only. */
function readQuoted(line: string, start: number): { text: string; end: number } | undefined {
  const quote = line.charAt(start);
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === quote) return { text, end: at };
    const next = line.charAt(at + 1);
    if (char === "\\" && quote === '"' && (next === '"' || next === "\\")) {
      text += next;
      at++;
    } else {
      text += char;
    }
  }
  return undefined;
}
