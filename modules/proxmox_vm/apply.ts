import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { guestPath } from "../../core/proxmox/guests.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Params } from "../../core/proxmox/wire.ts";
import type { Applied } from "../kit/define-module.ts";
import type { options, VmArgs } from "./options.ts";
import type { Change, Target } from "./plan.ts";
import { type PowerAction, statusAfter } from "./power.ts";

type Done = Applied<typeof options>;

/** Performs one change. @throws HintedError PROXMOX_* */
export async function apply(client: ProxmoxClient, args: VmArgs, change: Change): Promise<Done> {
  switch (change.kind) {
    case "create":
      return make(client, args, (vmid) => ({
        path: `/nodes/${change.target.node}/qemu`,
        params: { vmid, pool: change.pool, ...change.config },
      }));
    case "clone":
      return make(client, args, (newid) => ({
        path: `${pathOf(change.source)}/clone`,
        params: { newid, ...change.params },
      }));
    case "config":
      return task(client, args, client.post(`${pathOf(change.target)}/config`, configParams(change)));
    case "resize": {
      const { disk, to } = change.resize;
      return task(
        client,
        args,
        client.put(`${pathOf(change.target)}/resize`, { disk, size: String(to), digest: change.digest }),
      );
    }
    case "pool":
      await client.put("/pools", { poolid: change.to, vms: String(change.target.vmid), "allow-move": true });
      return {};
    case "power":
      return power(client, args, change);
    case "template":
      return task(client, args, client.post(`${pathOf(change.target)}/template`));
    case "remove": {
      const params = { purge: args.purge, "destroy-unreferenced-disks": args.destroy_unreferenced_disks };
      return {
        ...(await task(client, args, client.delete(pathOf(change.target), params))),
        result: { status: "absent" },
      };
    }
  }
}

function pathOf({ vmid, node }: Target): string {
  return guestPath({ vmid, node, type: "qemu" });
}

/** Seconds the server may hold the request: short changes need no poll at all (schema: background_delay 1 to 30). */
const BACKGROUND_DELAY = 5;

function configParams(change: Extract<Change, { kind: "config" }>): Params {
  return {
    ...change.set,
    delete: change.remove.length > 0 ? change.remove.join(",") : undefined,
    digest: change.digest,
    background_delay: BACKGROUND_DELAY,
  };
}

/** Waits for a task when the call started one; some calls are done with their answer. */
async function task(client: ProxmoxClient, args: VmArgs, call: Promise<unknown>): Promise<Done> {
  const upid = await call;
  if (typeof upid !== "string" || !upid.startsWith("UPID:")) return {};
  const { warnings } = await waitForTask(client, upid, args.timeout);
  return { warnings };
}

const ID_TRIES = 20;

/** The server keeps no id free for anybody: try one, and take the next when somebody was faster. Never two guests from one request. */
async function make(
  client: ProxmoxClient,
  args: VmArgs,
  call: (vmid: number) => { readonly path: string; readonly params: Params },
): Promise<Done> {
  for (let tries = 1; ; tries++) {
    const vmid = args.vmid ?? Number(await client.get<string>("/cluster/nextid"));
    const { path, params } = call(vmid);
    try {
      const done = await task(client, args, client.post(path, params));
      return { ...done, result: { vmid }, replan: { vmid } };
    } catch (error) {
      if (!isTaken(error, vmid)) throw error;
      if (args.vmid !== undefined || tries >= ID_TRIES) throw taken(vmid, error);
    }
  }
}

/** Says so at once or in the task, which then has done nothing. */
function isTaken(error: unknown, vmid: number): boolean {
  return (
    error instanceof HintedError &&
    new RegExp(`\\b${vmid}(\\.conf)?'? already exists|config file already exists`).test(error.message)
  );
}

function taken(vmid: number, cause: unknown): HintedError {
  return new HintedError(
    "OPTION_CONFLICT",
    `Id ${vmid} is already taken, by a guest this credential may not see or on another node`,
    {
      hint: "Use another vmid, or leave it out to get a free one",
      cause,
    },
  );
}

async function power(client: ProxmoxClient, args: VmArgs, change: Extract<Change, { kind: "power" }>): Promise<Done> {
  const done = await task(
    client,
    args,
    client.post(`${pathOf(change.target)}/status/${change.action}`, powerParams(change.action, args)),
  );
  return { ...done, result: { status: statusAfter(change.action) } };
}

function powerParams(action: PowerAction, args: VmArgs): Params {
  if (action === "shutdown") return { timeout: args.shutdown_timeout, forceStop: args.force };
  return action === "reboot" ? { timeout: args.shutdown_timeout } : {};
}
