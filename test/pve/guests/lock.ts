import type { Work } from "../tasks/task-runner.ts";
import { sleep } from "../clock.ts";
import { failure } from "../pve-error.ts";
import type { Services } from "../services.ts";
import type { Guest } from "../state.ts";
import { KIND_NAME } from "./find.ts";

const PATIENCE = 10;
const STEP = 0.5;

/** Guests whose lock file is held right now, by a task or a request. */
export class GuestLocks {
  readonly #held = new Set<string>();

  /** Whether somebody holds the guest's lock. */
  isHeld(guest: Guest): boolean {
    return this.#held.has(keyOf(guest));
  }

  /** Work of a task under the guest's lock; waits up to ten seconds for it. @throws PveError 500 `got timeout` */
  *during(guest: Guest, work: () => Work): Work {
    for (let waited = 0; this.isHeld(guest); waited += STEP) {
      if (waited >= PATIENCE) throw timeout(guest);
      yield STEP;
    }
    const key = keyOf(guest);
    this.#held.add(key);
    try {
      yield* work();
    } finally {
      this.#held.delete(key);
    }
  }

  /** Waits up to ten seconds until a request may change the guest. @throws PveError 500 `got timeout` */
  async wait(services: Services, guest: Guest): Promise<void> {
    for (let waited = 0; this.isHeld(guest); waited += STEP) {
      if (waited >= PATIENCE) throw timeout(guest);
      await sleep(services.clock, STEP);
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

/** Requires that the guest may lose data. @throws PveError 500 `... - protection mode enabled` */
export function checkUnprotected(guest: Guest, what: string): void {
  if (guest.config.get("protection") === "1") throw failure(`${what} - protection mode enabled`);
}
