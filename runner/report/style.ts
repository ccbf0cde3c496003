/** How a word is coloured. */
export type Colour = "green" | "yellow" | "red" | "cyan" | "gray" | "bold" | "magenta";

const CODES: Readonly<Record<Colour, string>> = {
  green: "32",
  yellow: "33",
  red: "31",
  cyan: "36",
  gray: "90",
  bold: "1",
  magenta: "35",
};

/** Colours text, or leaves it as it is where colours are not wanted. */
export function painter(enabled: boolean): (colour: Colour, text: string) => string {
  return (colour, text) => (enabled ? `\u001B[${CODES[colour]}m${text}\u001B[0m` : text);
}

/** A time as people say it: `0.8 s`, `3 min 20 s`. */
export function humanTime(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 90
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
