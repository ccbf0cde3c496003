/** Python's `str.capitalize`: first character in upper case, the others in lower case. */
export function capitalize(text: string): string {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Python's `str.title`: every run of letters starts in upper case. */
export function title(text: string): string {
  return text.replaceAll(/\p{L}+/gu, (word) => capitalize(word));
}

/** Python's `str.istitle`. */
export function isTitle(text: string): boolean {
  return /\p{L}/u.test(text) && text === title(text);
}

/** Python's `str.swapcase`. */
export function swapCase(text: string): string {
  return Array.from(text)
    .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
    .join("");
}
