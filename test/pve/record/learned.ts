const UPID = /UPID:[\w.-]+:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:[0-9A-Fa-f]{8}:\w+:[^:]*:[^:]+:/;
const MAC = /(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/gi;
/** Shapes of values that a server makes up and a client sends back later. */
const MADE_UP = [
  UPID,
  /^[0-9a-f]{40}$/,
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  /^PVE:[^ ]+::/,
  /^[0-9A-F]{8}:[A-Za-z0-9+/]{20,}/,
];

/** What the recorded server made up, and what the live one made up in its place. */
export class Learned {
  readonly #live = new Map<string, string>();

  /** Compares a recorded answer with the live one and remembers pairs of made-up values. */
  learn(recorded: unknown, live: unknown): void {
    if (typeof recorded === "string" && typeof live === "string") {
      this.#learnText(recorded, live);
    } else if (Array.isArray(recorded) && Array.isArray(live)) {
      if (recorded.length === live.length) recorded.forEach((item, index) => this.learn(item, live[index]));
    } else if (recorded !== null && live !== null && typeof recorded === "object" && typeof live === "object") {
      const values = new Map<string, unknown>(Object.entries(live));
      for (const [key, value] of Object.entries(recorded)) this.learn(value, values.get(key));
    }
  }

  /** A recorded text with the live values in place of the recorded ones, plain or percent-encoded. */
  translate(text: string): string {
    let translated = text;
    for (const [recorded, live] of this.#live) {
      for (const encode of ENCODINGS) translated = translated.replaceAll(encode(recorded), () => encode(live));
    }
    return translated;
  }

  #learnText(recorded: string, live: string): void {
    if (recorded === live) return;
    if (MADE_UP.some((shape) => shape.test(recorded) && shape.test(live))) this.#live.set(recorded, live);
    const [old, now] = [recorded.match(MAC) ?? [], live.match(MAC) ?? []];
    if (old.length === now.length) old.forEach((mac, index) => this.#live.set(mac, now[index] ?? mac));
  }
}

const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
];
