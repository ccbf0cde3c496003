const cache = new Map<string, RegExp>();

/** A whole-string test from one of the schema's Perl patterns, whose `(?^:...)` groups JavaScript does not know. */
export function perlPattern(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known) return known;
  const regex = new RegExp(`^(?:${pattern.replaceAll(/\(\?\^[a-z]*:/g, "(?:")})$`);
  cache.set(pattern, regex);
  return regex;
}
