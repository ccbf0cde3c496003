import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { UploadFile } from "../../core/proxmox/multipart.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Applied } from "../kit/define-module.ts";
import { type Checksum, checksumOf } from "./checksum.ts";
import { bytesOf } from "./local-file.ts";
import type { ImageArgs, options } from "./options.ts";
import type { Change, Target } from "./plan.ts";
import { sourceOf } from "./source.ts";
import { listVolumes, storagePath } from "./storage.ts";
import { explained } from "./task-failure.ts";

type Done = Applied<typeof options>;
type Transfer = Exclude<Change, { kind: "remove" }>;

/** Performs one step and waits for its task. @throws HintedError CHECKSUM_MISMATCH, FILE_*, PROXMOX_* */
export async function apply(client: ProxmoxClient, args: ImageArgs, change: Change): Promise<Done> {
  switch (change.kind) {
    case "download":
      return download(client, args, change);
    case "upload":
      return arrival(client, args, { change, upid: await upload(client, args, change.target) });
    case "appliance": {
      const { node, storage, name: template } = change.target;
      const path = `/nodes/${encodeURIComponent(node)}/aplinfo`;
      return arrival(client, args, { change, upid: await client.post<string>(path, { storage, template }) });
    }
    case "remove": {
      const path = `${storagePath(change.target)}/content/${encodeURIComponent(change.volume.volid)}`;
      const upid = await client.delete<string | null>(path);
      return upid === null ? {} : { warnings: (await waitForTask(client, upid, args.timeout)).warnings };
    }
  }
}

/** The node writes to a name of its own and renames at the end, so that an image that is replaced stays whole until then. */
async function download(client: ProxmoxClient, args: ImageArgs, change: Transfer): Promise<Done> {
  const { target } = change;
  const running = await runningDownload(client, target);
  if (running !== undefined) {
    // It may be for another address or storage, or fail: what it left is looked at anew.
    await waitForTask(client, running, args.timeout).catch(passOverFailure);
    return { replan: {}, warnings: [`A download of ${target.name} was under way: it was waited for`] };
  }
  const upid = await client.post<string>(`${storagePath(target)}/download-url`, {
    content: target.content,
    filename: target.name,
    url: args.url,
    compression: args.decompression,
    "verify-certificates": args.verify,
    ...checksumFields(checksumOf(args)),
  });
  return arrival(client, args, { change, upid });
}

/** A task of an earlier run, given up waiting for or interrupted. Its id is the file's name. */
async function runningDownload(client: ProxmoxClient, { node, name }: Target): Promise<string | undefined> {
  const tasks = await client.get<readonly { readonly upid: string; readonly id: string }[]>(
    `/nodes/${encodeURIComponent(node)}/tasks`,
    { source: "active", typefilter: "download" },
  );
  return tasks.find(({ id }) => id === name)?.upid;
}

function passOverFailure(error: unknown): void {
  if (!(error instanceof HintedError) || error.code !== "PROXMOX_TASK_FAILED") throw error;
}

/** The server keeps what it gets aside until it is whole and its checksum is right. */
async function upload(client: ProxmoxClient, args: ImageArgs, target: Target): Promise<string> {
  const fields = { content: target.content, ...checksumFields(checksumOf(args)) };
  const file = await fileOf(args, target.name);
  return client.upload<string>(`${storagePath(target)}/upload`, { fields, file, timeout: args.timeout });
}

async function fileOf(args: ImageArgs, name: string): Promise<UploadFile> {
  const source = await sourceOf(args);
  switch (source.kind) {
    case "file":
      return { name, size: source.file.size, read: () => bytesOf(source.file) };
    case "seed":
      return { name, size: source.image.length, read: () => only(source.image) };
    case "url":
    case "none":
      throw new TypeError(`Nothing to upload as ${name}`);
  }
}

async function* only(image: Buffer): AsyncGenerator<Uint8Array> {
  yield image;
}

/** In the order in which the server's parser looks for them. */
function checksumFields(checksum: Checksum | undefined): Readonly<Record<string, string>> {
  return checksum ? { "checksum-algorithm": checksum.algorithm, checksum: checksum.digest } : {};
}

/** Waits for a transfer's task and tells what is there then. @throws HintedError PROXMOX_NOT_FOUND when nothing is, for all the task said */
async function arrival(
  client: ProxmoxClient,
  args: ImageArgs,
  { change, upid }: { readonly change: Transfer; readonly upid: string },
): Promise<Done> {
  const { target } = change;
  const { warnings } = await waitForTask(client, upid, args.timeout).catch((error: unknown) => {
    throw explained(error);
  });
  const there = (await listVolumes(client, target)).find(({ volid }) => volid === target.volid);
  if (there) return { result: { size: there.size }, warnings };
  throw new HintedError("PROXMOX_NOT_FOUND", `The task ended well, but ${target.volid} is not on the storage`, {
    hint: "Read the task's log for the name the server gave it",
    details: { upid },
  });
}
