import { HintedError } from "../../../core/errors.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { guestPath } from "../../../core/proxmox/guests.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import type { Params } from "../../../core/proxmox/wire.ts";
import type { Change, Target } from "./change.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { type PowerAction, statusAfter } from "./power.ts";
import { readPending } from "./read.ts";
import { shutDown, shutdownSteps } from "./shutdown.ts";
import { OtherIds } from "./vmid.ts";

/** What applying one change brought, in the form of the kit's `Applied`. */
export interface GuestApplied {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly string[];
  readonly replan?: { readonly vmid?: number };
}

/** Applies changes of one kind of guest for one task. */
export class GuestTask {
  readonly #kind: GuestKind;
  readonly #client: ProxmoxClient;
  readonly #args: GuestArgs;
  readonly #createParams: Params;

  constructor(task: {
    readonly kind: GuestKind;
    readonly client: ProxmoxClient;
    readonly args: GuestArgs;
    readonly createParams?: Params;
  }) {
    this.#kind = task.kind;
    this.#client = task.client;
    this.#args = task.args;
    this.#createParams = task.createParams ?? {};
  }

  /** Performs one change. @throws HintedError PROXMOX_*, OPTION_CONFLICT when no id is left */
  async apply(change: Change): Promise<GuestApplied> {
    const { calls } = this.#kind;
    switch (change.kind) {
      case "create":
        return this.#create(change);
      case "clone": {
        const path = `${this.#path(change.source)}/clone`;
        const made = await this.#make(change.target, (newid) => this.#client.post(path, { ...change.params, newid }));
        return { ...made, replan: { vmid: made.vmid }, result: { vmid: made.vmid } };
      }
      case "restore": {
        const made = await this.#make(change.target, (vmid) => this.#restore(change, vmid));
        return { ...made, replan: { vmid: made.vmid }, result: { vmid: made.vmid } };
      }
      case "config":
        return this.#configure(change);
      case "resize":
        return this.#finish(
          this.#client.put(`${this.#path(change.target)}/resize`, {
            disk: change.resize.disk,
            size: String(change.resize.to),
          }),
        );
      case "move":
        return this.#finish(
          this.#client.post(`${this.#path(change.target)}/${calls.moveDisk}`, {
            [calls.moveDiskKey]: change.move.disk,
            storage: change.move.to,
            delete: change.deleteSource,
          }),
        );
      case "unlink":
        return this.#destroyDisk(change);
      case "pool":
        await this.#client.put("/pools", { poolid: change.to, vms: String(change.target.vmid), "allow-move": true });
        return {};
      case "migrate":
        return this.#migrate(change);
      case "power":
        return this.#power(change);
      case "reboot_if_pending":
        return this.#rebootIfPending(change.target);
      case "template":
        return this.#finish(this.#client.post(`${this.#path(change.target)}/template`));
      case "remove":
        return this.#remove(change.target);
    }
  }

  #path({ vmid, node }: Target): string {
    return guestPath({ vmid, node, type: this.#kind.type });
  }

  /** Waits for a task when the call started one; some calls are done with their answer. */
  async #finish(call: Promise<unknown>): Promise<GuestApplied> {
    const upid = await call;
    if (typeof upid !== "string" || !upid.startsWith("UPID:")) return {};
    return { warnings: (await waitForTask(this.#client, upid, this.#args.timeout)).warnings };
  }

  /** What is created is known without looking again, unless it got another id than planned. */
  async #create({ target, config, pool }: Extract<Change, { kind: "create" }>): Promise<GuestApplied> {
    const path = `/nodes/${encodeURIComponent(target.node)}/${this.#kind.type}`;
    const params = { pool, ...config, ...this.#createParams };
    const { vmid, warnings } = await this.#make(target, (id) => this.#client.post(path, { ...params, vmid: id }));
    return { warnings, result: { vmid }, ...(vmid === target.vmid ? {} : { replan: { vmid } }) };
  }

  #restore(
    { target, archive, storage, unique, pool }: Extract<Change, { kind: "restore" }>,
    vmid: number,
  ): Promise<unknown> {
    const { type } = this.#kind;
    const source = type === "qemu" ? { archive } : { ostemplate: archive, restore: true };
    return this.#client.post(`/nodes/${encodeURIComponent(target.node)}/${type}`, {
      vmid,
      ...source,
      storage,
      pool,
      unique: unique || undefined,
    });
  }

  /** Tries the planned id, then others, until the server takes one. Never two guests from one request. */
  async #make(
    target: Target,
    call: (vmid: number) => Promise<unknown>,
  ): Promise<{ readonly vmid: number; readonly warnings: readonly string[] }> {
    let vmid = target.vmid;
    const others = new OtherIds(this.#client, this.#args);
    for (;;) {
      try {
        const { warnings = [] } = await this.#finish(call(vmid));
        return { vmid, warnings };
      } catch (error) {
        if (!isTaken(error, vmid)) throw error;
        vmid = await others.after(vmid);
      }
    }
  }

  async #configure(change: Extract<Change, { kind: "config" }>): Promise<GuestApplied> {
    const path = `${this.#path(change.target)}/config`;
    const params = {
      ...change.set,
      delete: change.remove.length > 0 ? change.remove.join(",") : undefined,
      digest: change.digest,
    };
    const { configByPost } = this.#kind.calls;
    const done = await this.#finish(
      configByPost
        ? this.#client.post(path, { ...params, background_delay: BACKGROUND_DELAY })
        : this.#client.put(path, params),
    );
    if (!change.running) return done;
    return { ...done, result: pendingResult(await this.#pending(change.target)) };
  }

  async #pending(target: Target): Promise<readonly string[]> {
    return (await readPending(this.#client, { ...target, type: this.#kind.type, status: "running" })).pending;
  }

  async #rebootIfPending(target: Target): Promise<GuestApplied> {
    const pending = await this.#pending(target);
    if (pending.length === 0) return { result: pendingResult(pending) };
    return this.#power({ kind: "power", target, action: "reboot", from: "running" });
  }

  /** Detaches a disk and destroys the volume, as `unlink` with `force` does; containers have no such call and take two steps. */
  async #destroyDisk({ target, unlink }: Extract<Change, { kind: "unlink" }>): Promise<GuestApplied> {
    const path = this.#path(target);
    if (this.#kind.type === "qemu")
      return this.#finish(this.#client.put(`${path}/unlink`, { idlist: unlink.disk, force: true }));
    await this.#client.put(`${path}/config`, { delete: unlink.disk });
    const { config } = await readPending(this.#client, { ...target, type: this.#kind.type, status: "unknown" });
    const unused = Object.entries(config).find(([key, value]) => key.startsWith("unused") && value === unlink.volume);
    if (unused) await this.#client.put(`${path}/config`, { delete: unused[0] });
    return {};
  }

  async #migrate({ target, to, online }: Extract<Change, { kind: "migrate" }>): Promise<GuestApplied> {
    const { type, calls } = this.#kind;
    // A running container can not move live: it is restarted on the other node.
    const live =
      type === "qemu"
        ? { online, "with-local-disks": this.#args.with_local_disks || undefined }
        : { restart: online || undefined };
    const params = { target: to, ...live, [calls.targetStorage]: this.#args.target_storage };
    const done = await this.#finish(this.#client.post(`${this.#path(target)}/migrate`, params));
    return { ...done, result: { node: to } };
  }

  async #remove(target: Target): Promise<GuestApplied> {
    const params = { purge: this.#args.purge, "destroy-unreferenced-disks": this.#args.destroy_unreferenced_disks };
    return { ...(await this.#finish(this.#client.delete(this.#path(target), params))), result: { status: "absent" } };
  }

  async #power({ target, action }: Extract<Change, { kind: "power" }>): Promise<GuestApplied> {
    const path = this.#path(target);
    const result = { status: statusAfter(action), ...(action === "reboot" ? pendingResult([]) : {}) };
    if (action === "halt") return { warnings: await shutDown(this.#client, path, shutdownSteps(this.#args)), result };
    const { call, params } = powerCall(action, this.#args);
    return { ...(await this.#finish(this.#client.post(`${path}/status/${call}`, params))), result };
  }
}

/** Seconds the server may hold a request: short changes need no poll at all (schema: background_delay 1 to 30). */
const BACKGROUND_DELAY = 5;

function powerCall(
  action: Exclude<PowerAction, "halt">,
  args: GuestArgs,
): { readonly call: string; readonly params: Params } {
  switch (action) {
    case "pause":
      return { call: "suspend", params: {} };
    case "hibernate":
      return { call: "suspend", params: { todisk: true } };
    case "reboot":
      return { call: "reboot", params: { timeout: args.shutdown_timeout } };
    case "start":
    case "stop":
    case "resume":
      return { call: action, params: {} };
  }
}

/** Result keys that say what waits for a reboot. */
export function pendingResult(pending: readonly string[]): Readonly<Record<string, unknown>> {
  return { pending, needs_reboot: pending.length > 0 };
}

/** The server says so at once or in the task, which then has done nothing. */
function isTaken(error: unknown, vmid: number): boolean {
  return (
    error instanceof HintedError &&
    new RegExp(`\\b${vmid}(\\.conf)?'? already exists|config file already exists`).test(error.message)
  );
}
