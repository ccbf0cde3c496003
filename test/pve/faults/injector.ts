import type { ApiRequest } from "../http/dispatch.ts";
import type { Answer } from "../http/envelope.ts";
import type { Delivery, Interceptor } from "../http/server.ts";
import type { Random } from "../random.ts";
import type { Task } from "../state.ts";
import type { TaskFault } from "../tasks/task-runner.ts";
import type { Fault } from "./fault.ts";

interface Armed {
  readonly id: number;
  readonly fault: Fault;
  matched: number;
  struck: number;
}

/** A request as it went by, for tests that count them. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

const KEPT_REQUESTS = 10_000;
/** Faults that act before the API has seen the request. */
const EARLY = new Set<Fault["kind"]>([
  "delay",
  "drop-before",
  "kill-before",
  "status",
  "lock-timeout",
  "expired-ticket",
  "rate",
]);
const LATE = new Set<Fault["kind"]>(["drop-after", "kill-after", "cut", "drip"]);

/** Makes things go wrong on demand, and remembers which requests were answered. */
export class FaultInjector implements Interceptor {
  readonly #random: Random;
  readonly #armed: Armed[] = [];
  readonly #seen: SeenRequest[] = [];
  #nextId = 1;
  #nextSlot = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Arms a fault and returns its number. */
  arm(fault: Fault): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#armed.push({ id, fault, matched: 0, struck: 0 });
    return id;
  }

  /** Disarms a fault by its number, or all of them. */
  disarm(id?: number): void {
    if (id === undefined) this.#armed.length = 0;
    else this.#armed.splice(0, this.#armed.length, ...this.#armed.filter((armed) => armed.id !== id));
  }

  /** The armed faults with how often each struck. */
  list(): (Fault & { readonly id: number; readonly struck: number })[] {
    return this.#armed.map(({ id, fault, struck }) => ({ ...fault, id, struck }));
  }

  /** Requests that were answered since the last time they were forgotten. */
  requests(): readonly SeenRequest[] {
    return this.#seen;
  }

  /** Forgets the requests seen so far. */
  forgetRequests(): void {
    this.#seen.length = 0;
  }

  async before(request: ApiRequest): Promise<Answer | "drop" | undefined> {
    for (const armed of this.#striking(EARLY, (fault) => matchesRequest(fault, request))) {
      const answer = await this.#strike(armed.fault, request);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  after(request: ApiRequest, answer: Answer): Promise<Delivery> {
    this.#seen.push({ method: request.method, path: request.path, status: answer.status });
    if (this.#seen.length > KEPT_REQUESTS) this.#seen.splice(0, KEPT_REQUESTS / 10);
    const [armed] = this.#striking(LATE, (fault) => matchesRequest(fault, request));
    return Promise.resolve(deliveryOf(armed?.fault));
  }

  /** What is to happen to a task that is about to start. */
  taskFault(task: Task): TaskFault | undefined {
    const [armed] = this.#striking(
      new Set(["task-fail", "task-hang", "task-kill"]),
      (fault) => fault.task === undefined || fault.task === task.type,
    );
    if (!armed) return undefined;
    if (armed.fault.kind === "task-fail") return { kind: "fail", message: armed.fault.message };
    return { kind: armed.fault.kind === "task-kill" ? "kill" : "hang" };
  }

  /** Armed faults of some kinds that strike now; each is counted. */
  #striking(kinds: ReadonlySet<Fault["kind"]>, matches: (fault: Fault) => boolean): Armed[] {
    return this.#armed.filter((armed) => {
      const { fault } = armed;
      if (!kinds.has(fault.kind) || !matches(fault)) return false;
      armed.matched += 1;
      if (armed.matched <= (fault.skip ?? 0) || armed.struck >= (fault.times ?? Infinity)) return false;
      if (fault.probability !== undefined && this.#random.next() >= fault.probability) return false;
      armed.struck += 1;
      return true;
    });
  }

  async #strike(fault: Fault, request: ApiRequest): Promise<Answer | "drop" | undefined> {
    switch (fault.kind) {
      case "delay":
        await pause(fault.milliseconds);
        return undefined;
      case "rate":
        await this.#queue(1000 / fault.perSecond);
        return undefined;
      case "drop-before":
        return "drop";
      case "kill-before":
        kill(fault.pid);
        return "drop";
      case "status":
        return refuse(fault.status, fault.reason, fault.body);
      case "lock-timeout":
        return lockTimeout(request);
      case "expired-ticket":
        return {
          status: 401,
          reason: "permission denied - invalid PVE ticket",
          contentType: "",
          body: undefined,
          close: true,
        };
      default:
        return undefined;
    }
  }

  /** Lets requests through one after the other, with that many milliseconds between. */
  async #queue(interval: number): Promise<void> {
    const now = Date.now();
    const slot = Math.max(now, this.#nextSlot);
    this.#nextSlot = slot + interval;
    await pause(slot - now);
  }
}

function matchesRequest(fault: Fault, { method, path }: ApiRequest): boolean {
  return (
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || new RegExp(fault.path).test(path))
  );
}

function deliveryOf(fault: Fault | undefined): Delivery {
  switch (fault?.kind) {
    case "drop-after":
      return { kind: "drop" };
    case "kill-after":
      kill(fault.pid);
      return { kind: "drop" };
    case "cut":
      return { kind: "cut" };
    case "drip":
      return { kind: "drip", interval: fault.milliseconds };
    default:
      return { kind: "whole" };
  }
}

/** Ends the client, or with a negative number its process group, as a power failure would; it may be gone already. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function refuse(status: number, reason: string, body: unknown): Answer {
  const empty = body === undefined && status >= 595;
  const text = JSON.stringify(body ?? { data: null, message: `${reason}\n` });
  return { status, reason, contentType: empty ? "" : "application/json;charset=UTF-8", body: empty ? "" : text };
}

function lockTimeout(request: ApiRequest): Answer {
  const vmid = /\/(?:qemu|lxc)\/(\d+)/.exec(request.path)?.[1] ?? "100";
  const file = request.path.includes("/lxc/")
    ? `/run/lock/lxc/pve-config-${vmid}.lock`
    : `/var/lock/qemu-server/lock-${vmid}.conf`;
  return refuse(500, `can't lock file '${file}' - got timeout`, undefined);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
