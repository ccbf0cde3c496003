/** The `key=value` words of a lookup's term, quotes removed; words without `=` come under their own name with no value. */
export function keyValues(term: string): ReadonlyMap<string, string | undefined> {
  const words = term.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return new Map(
    words.map((word): [string, string | undefined] => {
      const at = word.indexOf("=");
      return at === -1 ? [word, undefined] : [word.slice(0, at), unquote(word.slice(at + 1))];
    }),
  );
}

function unquote(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
