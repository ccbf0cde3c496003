import { HintedError } from "../../../../core/errors.ts";
import type { Target } from "../../connections/target.ts";
import { curlRequest } from "./curl.ts";
import { nodeRequest } from "./node.ts";
import { type HttpAnswer, type HttpRequest, shownUrl } from "./request.ts";

/** Sends a request from the target: from this machine itself, else with the target's curl. @throws HintedError TASK_FAILED */
export function requestFrom(target: Target, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  if (!URL.canParse(request.url) || !/^https?:$/.test(new URL(request.url).protocol)) {
    throw new HintedError("OPTION_INVALID", `Not an http or https address: ${shownUrl(request.url)}`, {
      hint: "Start it with https://",
    });
  }
  return target.isLocal ? nodeRequest(request, signal) : curlRequest(target, request, signal);
}
