/** Takes a configuration line's text apart at blanks; quotes hold blanks together, `#` before a word starts a comment. */
export function words(text: string): readonly string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(#.*)|([^\s"']\S*)/g)) {
    if (match[3] !== undefined) break;
    found.push(match[1]?.replace(/\\(["\\])/g, "$1") ?? match[2] ?? match[4] ?? "");
  }
  return found;
}
