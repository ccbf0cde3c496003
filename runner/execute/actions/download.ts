import { HintedError } from "../../../core/errors.ts";
import type { ActionCall } from "./action.ts";
import { shownUrl } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";
import { mustRun } from "./tool.ts";

/** A file that came from an address, in a folder of its own on the target. */
export interface Download {
  readonly file: string;
  remove(): Promise<void>;
}

interface DownloadOptions {
  readonly validateCerts?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

/** What an address answers with, asked for by the target. @throws HintedError TASK_FAILED, OPTION_INVALID */
export async function fetchOnTarget(
  call: ActionCall,
  url: string,
  { validateCerts = true, timeout = 30 }: DownloadOptions = {},
): Promise<Buffer> {
  const answer = await requestFrom(
    await call.target(),
    {
      url,
      method: "GET",
      headers: { "User-Agent": "ansible-httpget" },
      follow_redirects: "all",
      timeout,
      validate_certs: validateCerts,
    },
    call.signal,
  );
  if (answer.status === 200) return answer.body;
  throw new HintedError("TASK_FAILED", `Failure downloading ${shownUrl(url)}: ${answer.message}`, {
    hint: "Check the address",
    details: { status_code: answer.status },
  });
}

/** Puts what an address answers with in a temporary file of the target. @throws HintedError TASK_FAILED, OPTION_INVALID */
export async function downloadToTarget(
  call: ActionCall,
  url: string,
  options: DownloadOptions = {},
): Promise<Download> {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  return placeTemporary(call, await fetchOnTarget(call, url, options), name === "" ? "download" : name);
}

/** A temporary file of the target with this content. @throws HintedError TASK_FAILED */
export async function placeTemporary(call: ActionCall, content: Buffer, name: string): Promise<Download> {
  const script = 'umask 077; d=$(mktemp -d) && cat > "$d/$1" && printf %s "$d"';
  const made = await mustRun(call, ["/bin/sh", "-c", script, "sh", name], { stdin: content });
  const target = await call.target();
  return { file: `${made.stdout}/${name}`, remove: () => target.files.remove(made.stdout) };
}
