/** Time as the simulator knows it; replaceable, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `act` after that many seconds of simulated work; the result cancels it. */
  after(seconds: number, act: () => void): () => void;
}

/** The machine's clock; `speed` scales how long simulated work takes (0: no time at all). */
export function systemClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    after(seconds, act) {
      const timer = setTimeout(act, seconds * speed * 1000);
      return () => clearTimeout(timer);
    },
  };
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
