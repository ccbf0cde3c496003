/** The known name closest to a mistyped one (at most a third of it wrong), or undefined when none is close. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Hint text for an unknown name: the nearest known one, or else the sentence given. */
export function didYouMean(name: string, known: Iterable<string>, otherwise: string): string {
  const candidate = nearest(name, known);
  return candidate === undefined ? otherwise : `Did you mean '${candidate}'?`;
}

/** Optimal string alignment distance (a swap of neighbours counts once); gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (last[column - 1] ?? limit) + same,
        swapped ? (beforeLast[column - 2] ?? limit) + 1 : limit,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? limit;
}
