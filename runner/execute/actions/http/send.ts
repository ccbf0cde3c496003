import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import type { ActionCall } from "../action.ts";
import { localFile } from "../files/content.ts";
import { exchange } from "./exchange.ts";
import { nodeSender } from "./node.ts";
import { type HttpAnswer, type HttpRequest, shownUrl } from "./request.ts";
import { toolSender } from "./tool-sender.ts";

/**
 * Sends a request from the target: from this process when that is this machine, else with the target's curl or wget. Proxies
 * are those of the target's environment and the task's. `saveTo` is a file of the target that takes the body, whatever it is.
 * @throws HintedError TASK_FAILED when no answer came, OPTION_INVALID
 */
export async function requestFrom(call: ActionCall, request: HttpRequest, saveTo?: string): Promise<HttpAnswer> {
  if (!URL.canParse(request.url) || !/^https?:$/.test(new URL(request.url).protocol)) {
    throw new HintedError("OPTION_INVALID", `Not an http or https address: ${shownUrl(request.url)}`, {
      hint: "Start it with https://",
    });
  }
  const target = await call.target();
  const { environment: env, signal } = call;
  if (!target.isLocal) return sendWith(await toolSender({ target, env, signal, saveTo }), request);
  return target.becomes ? asSomebodyElse(call, request, saveTo) : fromHere(call, request, saveTo);
}

async function sendWith(sender: ReturnType<typeof nodeSender>, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await exchange(request, sender);
  } finally {
    await sender.close();
  }
}

function fromHere(call: ActionCall, request: HttpRequest, saveTo: string | undefined): Promise<HttpAnswer> {
  const { environment, signal } = call;
  const { body } = request;
  const sender = nodeSender({ env: { ...process.env, ...environment }, signal, saveTo });
  return sendWith(sender, body && "path" in body ? { ...request, body: localFile(body.path) } : request);
}

/** This process is not the user the task acts as: what is sent is read, and what comes is written, by that user. */
async function asSomebodyElse(call: ActionCall, request: HttpRequest, saveTo?: string): Promise<HttpAnswer> {
  const target = await call.target();
  const { body } = request;
  const readable = body && "path" in body ? { ...request, body: await target.files.read(body.path) } : request;
  if (saveTo === undefined) return fromHere(call, readable, undefined);
  const folder = mkdtempSync(join(tmpdir(), "pveplay-"));
  try {
    const file = join(folder, "body");
    const answer = await fromHere(call, readable, file);
    await target.files.write(saveTo, localFile(file));
    return answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
