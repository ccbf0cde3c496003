import type { Work } from "../tasks/task-runner.ts";
import { type Clock, sleep } from "../clock.ts";
import { failure } from "../pve-error.ts";
import type { Guest } from "../state.ts";
import { KIND_NAME } from "./kind-name.ts";

const PATIENCE = 10;
const STEP = 0.5;

/** Guests whose lock file is held right now, by a task or a request. */
export class GuestLocks {
  readonly #held = new Set<string>();

  /** Whether somebody holds the guest's lock. */
  isHeld(guest: Guest): boolean {
    return this.#held.has(keyOf(guest));
  }

  /** Waits up to ten seconds until nobody holds the guest's lock. @throws PveError 500 `got timeout` */
  *turn(guest: Guest): Work {
    for (let waited = 0; this.isHeld(guest); waited += STEP) {
      if (waited >= PATIENCE) throw timeout(guest);
      yield STEP;
    }
  }

  /** Work of a task under the guest's lock, which it waits for. @throws PveError 500 `got timeout` */
  *during(guest: Guest, work: () => Work): Work {
    yield* this.turn(guest);
    const key = keyOf(guest);
    this.#held.add(key);
    try {
      yield* work();
    } finally {
      this.#held.delete(key);
    }
  }

  /** Waits up to ten seconds until a request may change the guest. @throws PveError 500 `got timeout` */
  async wait(clock: Clock, guest: Guest): Promise<void> {
    for (let waited = 0; this.isHeld(guest); waited += STEP) {
      if (waited >= PATIENCE) throw timeout(guest);
      await sleep(clock, STEP);
    }
  }
}

function keyOf(guest: Guest): string {
  return guest.kind === "qemu"
    ? `/var/lock/qemu-server/lock-${guest.vmid}.conf`
    : `/run/lock/lxc/pve-config-${guest.vmid}.lock`;
}

function timeout(guest: Guest): Error {
  return failure(`can't lock file '${keyOf(guest)}' - got timeout`);
}

/** Requires that the guest's configuration has no `lock`. @throws PveError 500 `VM is locked (backup)` */
export function checkUnlocked(guest: Guest): void {
  const lock = guest.config.get("lock");
  if (lock !== undefined) throw failure(`${KIND_NAME[guest.kind]} is locked (${lock})`);
}

/** Work of a task during which the configuration says why nobody else may touch the guest. @throws PveError 500 when it is locked already */
export function* locked(guest: Guest, reason: string, work: () => Work): Work {
  checkUnlocked(guest);
  guest.config.set("lock", reason);
  try {
    yield* work();
  } finally {
    guest.config.delete("lock");
  }
}

/** Requires that the guest may lose data. @throws PveError 500 `... - protection mode enabled` */
export function checkUnprotected(guest: Guest, what: string): void {
  if (guest.config.get("protection") === "1") throw failure(`${what} - protection mode enabled`);
}
