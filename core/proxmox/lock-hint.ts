/** What to do about a guest's lock, by its name (schema: `lock`): most go by themselves with the task that set them. */
const ADVICE: Readonly<Record<string, string>> = {
  backup: "A backup of it is being made: wait for its end",
  clone: "It is being cloned: wait for its end",
  create: "It is being made or restored: wait for its end",
  disk: "One of its volumes is being worked on: wait for its end",
  fstrim: "Its volumes are being trimmed: wait for its end",
  migrate: "It is being moved to another node: wait for its end",
  rollback: "It is being rolled back: wait for its end",
  snapshot: "A snapshot of it is being taken: wait for its end",
  "snapshot-delete": "A snapshot of it is being removed: wait for its end",
  suspending: "It is being hibernated: wait for its end",
  destroyed: "Its removal was cut off: remove it again on the node",
};

/** What a user can do about a guest that is locked; `tool` is the one that unlocks guests of its kind. */
export function lockHint(lock: string, tool: "qm" | "pct", vmid: string | number): string {
  switch (lock) {
    case "suspended":
      return "It is hibernated, and no task will end that: resume it first, for example with 'state: resumed'";
    case "mounted":
      return `Its volumes are mounted on the node: pct unmount ${vmid}`;
    default: {
      const advice = ADVICE[lock] ?? "Wait for the task that holds the lock";
      return `${advice}, then run again; a lock without a task is left over, and goes on the node with: ${tool} unlock ${vmid}`;
    }
  }
}

/** {@link lockHint} for the server's words, such as `VM is locked (backup)`; undefined when they name no lock. @param subject The guest's API path, or its id */
export function lockHintFor(text: string, subject: string): string | undefined {
  const [, what, lock] = /\b(VM|CT)(?: \d+)? is locked \(([\w-]+)\)/.exec(text) ?? [];
  if (lock === undefined) return undefined;
  return lockHint(lock, what === "CT" ? "pct" : "qm", /(?<=^|\/)\d+/.exec(subject)?.[0] ?? "ID");
}
