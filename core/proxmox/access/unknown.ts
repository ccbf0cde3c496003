const OPEN = "\uE000";
const SPLIT = "\uE001";
const CLOSE = "\uE002";
const MARK = new RegExp(`${OPEN}([^${SPLIT}]*)${SPLIT}([^${CLOSE}]*)${CLOSE}`);

/** Characters that separate things in paths, lists and property strings: a mark must go through those as one piece. */
const SEPARATORS = /[/,=:; \n]/g;
const SHIFT = 0xe100;

/** A value that only a run will tell. */
export interface Unknown {
  /** What it stands for, such as `guest web1`. */
  readonly what: string;
  /** ACL path known to lie above it, such as `/pool/web`; empty when only the kind of object is known. */
  readonly within: string;
}

/**
 * A text that stands for a value only a run will tell, so that it can go through arguments and parameters like any other.
 * Made of private-use characters, which no value of the API has.
 */
export function unknown(what: string, within = ""): string {
  return `${OPEN}${hide(what)}${SPLIT}${hide(within)}${CLOSE}`;
}

/** What a text leaves open, or undefined when it is known to its end. */
export function unknownIn(text: string): Unknown | undefined {
  const [, what, within] = MARK.exec(text) ?? [];
  return what === undefined || within === undefined ? undefined : { what: show(what), within: show(within) };
}

function hide(text: string): string {
  return text.replaceAll(SEPARATORS, (char) => String.fromCodePoint(SHIFT + (char.codePointAt(0) ?? 0)));
}

function show(text: string): string {
  return text.replaceAll(/[\uE100-\uE17F]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? SHIFT) - SHIFT));
}
