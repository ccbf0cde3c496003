import { createHash, randomInt } from "node:crypto";
import { PythonFailure } from "./failure.ts";
import type { Item } from "./item.ts";
import { isInt } from "./number.ts";
import { floatText } from "../../../core/float-text.ts";
import { Float } from "../../../core/values.ts";

/** Where random numbers below a bound come from. */
export interface RandomSource {
  /** A number from 0 to below `bound`. */
  below(bound: number): number;
}

/** The system's own randomness. */
export const systemRandom: RandomSource = {
  below: (bound) => {
    if (bound < 1) throw new PythonFailure("ValueError", "empty range for randrange()");
    return bound < 2 ** 48 ? randomInt(bound) : Math.floor(Math.random() * bound);
  },
};

const SIZE = 624;
const SHIFT = 397;

/** Python's `random.Random(seed)`: the Mersenne Twister, seeded as Python seeds it, so that results repeat across both. */
export class SeededRandom implements RandomSource {
  readonly #state = new Uint32Array(SIZE);
  #index = SIZE;

  constructor(seed: Item) {
    this.#seedByArray(seedWords(seed));
  }

  #seedBy(seed: number): void {
    this.#state[0] = seed;
    for (let at = 1; at < SIZE; at++) {
      const last = this.#at(at - 1);
      this.#state[at] = Math.imul(1_812_433_253, last ^ (last >>> 30)) + at;
    }
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #seedByArray(key: readonly number[]): void {
    this.#seedBy(19_650_218);
    let [at, word] = [1, 0];
    const wrap = (): void => {
      at++;
      if (at < SIZE) return;
      this.#state[0] = this.#at(SIZE - 1);
      at = 1;
    };
    for (let count = Math.max(SIZE, key.length); count > 0; count--) {
      const last = this.#at(at - 1);
      this.#state[at] = (this.#at(at) ^ Math.imul(last ^ (last >>> 30), 1_664_525)) + (key[word] ?? 0) + word;
      wrap();
      word = (word + 1) % key.length;
    }
    for (let count = SIZE - 1; count > 0; count--) {
      const last = this.#at(at - 1);
      this.#state[at] = (this.#at(at) ^ Math.imul(last ^ (last >>> 30), 1_566_083_941)) - at;
      wrap();
    }
    this.#state[0] = 0x80000000;
  }

  #refill(): void {
    for (let at = 0; at < SIZE; at++) {
      const mixed = (this.#at(at) & 0x80000000) | (this.#at((at + 1) % SIZE) & 0x7fffffff);
      this.#state[at] = this.#at((at + SHIFT) % SIZE) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }

  /** 32 random bits. */
  #word(): number {
    if (this.#index >= SIZE) this.#refill();
    let word = this.#at(this.#index++);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #bits(count: number): number {
    let value = 0;
    for (let done = 0; done < count; done += 32) {
      const rest = count - done;
      value += (rest >= 32 ? this.#word() : this.#word() >>> (32 - rest)) * 2 ** done;
    }
    return value;
  }

  below(bound: number): number {
    if (bound < 1) throw new PythonFailure("ValueError", "empty range for randrange()");
    const count = Math.floor(Math.log2(bound)) + 1;
    for (;;) {
      const value = this.#bits(count);
      if (value < bound) return value;
    }
  }
}

/** The seed as little-endian words of 32 bits, as Python makes them of an int, a string or a float. */
function seedWords(seed: Item): number[] {
  const number = seedNumber(seed);
  const words: number[] = [];
  for (let rest = number; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

function seedNumber(seed: Item): bigint {
  if (isInt(seed)) {
    const value = BigInt(seed);
    return value < 0n ? -value : value;
  }
  if (typeof seed === "string") {
    const bytes = Buffer.from(seed, "utf8");
    return BigInt(`0x${Buffer.concat([bytes, createHash("sha512").update(bytes).digest()]).toString("hex")}`);
  }
  const shown = seed instanceof Float ? floatText(seed.value) : typeof seed;
  throw new PythonFailure("TypeError", `a seed must be a string or an int here, not ${shown}`);
}

/** Shuffles in place as Python does. */
export function shuffle(items: Item[], source: RandomSource): Item[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = source.below(at + 1);
    [items[at], items[other]] = [items[other] ?? null, items[at] ?? null];
  }
  return items;
}
