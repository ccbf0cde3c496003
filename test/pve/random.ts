/** Seeded randomness: everything the simulator invents comes from here, so one seed gives one history. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next number in [0, 1) (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** That many hexadecimal digits, lower case. */
  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += Math.floor(this.next() * 16).toString(16);
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = this.hex(30);
    const variant = "89ab".charAt(Math.floor(this.next() * 4));
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
  }

  /** A MAC address below a prefix such as `BC:24:11`, upper case. */
  mac(prefix: string): string {
    let mac = prefix.toUpperCase();
    while (mac.length < 17) mac += `:${this.hex(2).toUpperCase()}`;
    return mac;
  }
}
