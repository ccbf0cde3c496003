/** Time as the simulator knows it; replaceable, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `act` after that many seconds of simulated work; the result cancels it. */
  after(seconds: number, act: () => void): () => void;
}

interface Alarm {
  readonly due: number;
  readonly act: () => void;
  timer: NodeJS.Timeout;
}

/** The machine's clock, which can be put forward; `speed` scales how long simulated work takes (0: no time at all). */
export class SystemClock implements Clock {
  readonly #speed: number;
  readonly #alarms = new Set<Alarm>();
  #ahead = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  after(seconds: number, act: () => void): () => void {
    const wait = seconds * this.#speed * 1000;
    const alarm: Alarm = { due: this.now() + wait, act, timer: setTimeout(() => this.#ring(alarm), wait) };
    this.#alarms.add(alarm);
    return () => {
      clearTimeout(alarm.timer);
      this.#alarms.delete(alarm);
    };
  }

  /** Puts the clock forward; what is due by then happens at once, in order. */
  advance(seconds: number): void {
    this.#ahead += seconds * 1000;
    const now = this.now();
    for (const alarm of [...this.#alarms].sort((a, b) => a.due - b.due)) {
      clearTimeout(alarm.timer);
      if (alarm.due <= now) this.#ring(alarm);
      else alarm.timer = setTimeout(() => this.#ring(alarm), alarm.due - now);
    }
  }

  #ring(alarm: Alarm): void {
    if (this.#alarms.delete(alarm)) alarm.act();
  }
}

/** Resolves after that many seconds of simulated work. */
export function sleep(clock: Clock, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(seconds, resolve);
  });
}

/** Unix seconds of a clock. */
export function unixTime(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
