import { createHmac, timingSafeEqual } from "node:crypto";
import { type Clock, unixTime } from "../clock.ts";
import type { Random } from "../random.ts";

const LIFETIME = 2 * 3600;

/** Login tickets and their CSRF tokens: `PVE:user:HEXTIME::signature`, good for two hours. */
export class Tickets {
  readonly #clock: Clock;
  readonly #key: string;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#key = random.hex(64);
  }

  /** A new ticket for a user. */
  issue(userid: string): string {
    const plain = `PVE:${userid}:${this.#stamp()}`;
    return `${plain}::${this.#sign(plain, 256)}`;
  }

  /** The user of a good ticket, else undefined. */
  userOf(ticket: string): string | undefined {
    const match = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket);
    if (!match?.[1] || !match[2] || !match[3] || !match[4]) return undefined;
    if (!same(match[4], this.#sign(match[1], 256)) || !this.#fresh(match[3])) return undefined;
    return match[2];
  }

  /** A new CSRF prevention token for a user. */
  csrf(userid: string): string {
    const stamp = this.#stamp();
    return `${stamp}:${this.#sign(`${stamp}:${userid}`, 32)}`;
  }

  /** Whether a CSRF prevention token belongs to the user and is fresh. */
  isCsrf(token: string, userid: string): boolean {
    const [stamp = "", signature = ""] = token.split(":");
    return same(signature, this.#sign(`${stamp}:${userid}`, 32)) && this.#fresh(stamp);
  }

  #stamp(): string {
    return unixTime(this.#clock).toString(16).toUpperCase().padStart(8, "0");
  }

  #fresh(stamp: string): boolean {
    const age = unixTime(this.#clock) - Number.parseInt(stamp, 16);
    return age > -300 && age < LIFETIME;
  }

  /** A signature of `bytes` bytes in base64, as long as the real one. */
  #sign(text: string, bytes: number): string {
    let raw = Buffer.alloc(0);
    for (let round = 0; raw.length < bytes; round += 1) {
      raw = Buffer.concat([raw, createHmac("sha512", this.#key).update(`${round}:${text}`).digest()]);
    }
    return raw
      .subarray(0, bytes)
      .toString("base64")
      .replace(bytes === 32 ? /=+$/ : /$^/, "");
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
