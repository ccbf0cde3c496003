import { HintedError } from "../../../core/errors.ts";
import type { ActionCall } from "./action.ts";
import { type HttpRequest, shownUrl } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";
import { type Content } from "./files/content.ts";
import { mustRun } from "./tool.ts";

/** A file that came from an address, in a folder of its own on the target. */
export interface Download {
  readonly file: string;
  remove(): Promise<void>;
}

interface DownloadOptions {
  readonly validateCerts?: boolean;
  /** Seconds of silence. */
  readonly timeout?: number;
}

/** What an address answers with, asked for by the target; for what is small, such as keys. @throws HintedError TASK_FAILED, OPTION_INVALID */
export async function fetchOnTarget(call: ActionCall, url: string, options: DownloadOptions = {}): Promise<Buffer> {
  const answer = await requestFrom(call, requestFor(url, options));
  if (answer.status === 200) return answer.body;
  throw failed(url, answer);
}

/** Puts what an address answers with in a temporary file of the target, whatever its size. @throws HintedError TASK_FAILED, OPTION_INVALID */
export async function downloadToTarget(
  call: ActionCall,
  url: string,
  options: DownloadOptions = {},
): Promise<Download> {
  const name = URL.canParse(url) ? (new URL(url).pathname.split("/").at(-1) ?? "") : "";
  const download = await placeTemporary(call, Buffer.alloc(0), name === "" ? "download" : name);
  try {
    const answer = await requestFrom(call, requestFor(url, options), download.file);
    if (answer.status !== 200) throw failed(url, answer);
    return download;
  } catch (error) {
    await download.remove();
    throw error;
  }
}

/** A temporary file of the target with this content. @throws HintedError TASK_FAILED */
export async function placeTemporary(call: ActionCall, content: Content, name: string): Promise<Download> {
  const script = 'umask 077; d=$(mktemp -d) && cat > "$d/$1" && printf %s "$d"';
  const made = await mustRun(call, ["/bin/sh", "-c", script, "sh", name], { stdin: content });
  const target = await call.target();
  return { file: `${made.stdout}/${name}`, remove: () => target.files.remove(made.stdout) };
}

function requestFor(url: string, { validateCerts = true, timeout = 30 }: DownloadOptions): HttpRequest {
  return {
    url,
    method: "GET",
    headers: { "User-Agent": "ansible-httpget" },
    follow_redirects: "all",
    timeout,
    validate_certs: validateCerts,
  };
}

function failed(url: string, answer: { readonly status: number; readonly message: string }): HintedError {
  return new HintedError("TASK_FAILED", `Failure downloading ${shownUrl(url)}, ${answer.message}`, {
    hint: "Check the address",
    details: { status_code: answer.status },
  });
}
