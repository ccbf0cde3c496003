import { HintedError } from "../../../../core/errors.ts";
import type { Target } from "../../connections/target.ts";
import { curlRequest } from "./curl.ts";
import { nodeRequest } from "./node.ts";

/** One HTTP request, redirects and log-in included. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly follow_redirects: "all" | "no" | "none" | "safe" | "urllib2" | "yes";
  /** Seconds. */
  readonly timeout: number;
  readonly url_username?: string | undefined;
  readonly url_password?: string | undefined;
  readonly validate_certs: boolean;
  readonly ca_path?: string | undefined;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
  readonly unix_socket?: string | undefined;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** `OK (12 bytes)`, the way Ansible words it. */
  readonly message: string;
  /** The last address after redirects. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends a request from the target: from this machine itself, else with the target's curl. @throws HintedError TASK_FAILED */
export function requestFrom(target: Target, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  if (!URL.canParse(request.url) || !/^https?:$/.test(new URL(request.url).protocol)) {
    throw new HintedError("OPTION_INVALID", `Not an http or https address: ${request.url}`, {
      hint: "Start it with https://",
    });
  }
  return target.isLocal ? nodeRequest(request, signal) : curlRequest(target, request, signal);
}

/** Whether an answer's redirect is followed. */
export function followsRedirect({ follow_redirects: follow, method }: HttpRequest): boolean {
  if (follow === "all" || follow === "yes") return true;
  return (follow === "safe" || follow === "urllib2") && (method === "GET" || method === "HEAD");
}

/** Basic log-in as a header; nothing without a name. */
export function loginHeader({ url_username: name, url_password: password }: HttpRequest): Record<string, string> {
  if (name === undefined) return {};
  return { Authorization: `Basic ${Buffer.from(`${name}:${password ?? ""}`).toString("base64")}` };
}
