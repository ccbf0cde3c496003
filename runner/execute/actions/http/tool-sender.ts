import { gunzipSync } from "node:zlib";
import { HintedError } from "../../../../core/errors.ts";
import type { Command, CommandResult, Target } from "../../connections/target.ts";
import { CURL_SCRIPT, curlSettings } from "./curl.ts";
import { stopped, toolFailed } from "./failures.ts";
import { headerOf, type Hop, type HopAnswer, type HopSender } from "./request.ts";
import { MARK, type ToolJob } from "./tool-job.ts";
import { WGET_SCRIPT, wgetSettings } from "./wget.ts";

interface Surroundings {
  readonly target: Target;
  /** The task's own environment; the login's is there anyway. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** File of the target for the bodies of answers. */
  readonly saveTo: string | undefined;
}

/** Makes a private folder and says which tool there is; busybox's wget takes no settings by a file. */
const OPEN = `umask 077; mktemp -d || exit 1
if command -v curl >/dev/null 2>&1; then echo curl
elif wget --version 2>/dev/null | grep -q '^GNU Wget'; then echo wget; fi`;

/** Sends requests from a target with its curl, or its wget: a body on its way into a file stays on the target. @throws HintedError TASK_FAILED for a target with neither */
export async function toolSender(around: Surroundings): Promise<HopSender> {
  const { target, env, signal, saveTo } = around;
  const run = (command: Command): Promise<CommandResult> =>
    target.exec({ ...command, env: { ...env, LC_ALL: "C" } }, signal);
  const opened = await run({ shell: OPEN });
  const [folder = "", tool = ""] = opened.stdout.toString("utf8").trim().split("\n");
  const close = async (): Promise<void> => (folder === "" ? undefined : target.files.remove(folder));
  if (opened.rc !== 0) throw noFolder(opened.stderr.toString("utf8").trim());
  if (tool === "") {
    await close();
    throw noTool();
  }
  const send = async (hop: Hop): Promise<HopAnswer> => {
    if (tool === "wget" && hop.unix_socket !== undefined) throw noTool();
    const job: ToolJob = { body: await bodyFile(hop, folder, run), saveTo };
    const [script, stdin] =
      tool === "curl" ? [CURL_SCRIPT, curlSettings(hop, job)] : [WGET_SCRIPT, wgetSettings(hop, job)];
    const done = await run({
      argv: ["/bin/sh", "-c", script, "sh", folder, saveTo ?? "", hop.use_netrc === true ? "netrc" : ""],
      stdin,
    });
    if (done.rc !== 0 && signal.aborted) throw stopped();
    if (done.rc !== 0)
      throw toolFailed(hop.url, done.stderr.toString("utf8").trim() || `${tool}: exit code ${done.rc}`);
    return unpacked(read(done.stdout), hop, { saveTo, run });
  };
  return { send, close };
}

type Run = (command: Command) => Promise<CommandResult>;

/** What is sent, as a file of the target. */
async function bodyFile({ body }: Hop, folder: string, run: Run): Promise<string | undefined> {
  if (body === undefined) return undefined;
  if ("path" in body) return body.path;
  const file = `${folder}/body`;
  const brought = await run({ argv: ["/bin/sh", "-c", 'umask 077; cat > "$1"', "sh", file], stdin: body });
  if (brought.rc !== 0) throw noFolder(brought.stderr.toString("utf8").trim());
  return file;
}

/** Body and head; of several heads (a proxy's, `100 Continue`) the last one counts. */
function read(output: Buffer): HopAnswer {
  const at = output.lastIndexOf(MARK);
  const lines = output
    .subarray(at + MARK.length)
    .toString("utf8")
    .split(/\r?\n/);
  const start = lines.findLastIndex((line) => line.startsWith("HTTP/"));
  const [, status = "0", reason = ""] = /^HTTP\/\S+ (\d+) ?(.*)$/.exec(lines[start] ?? "") ?? [];
  const headers = lines.slice(start + 1).flatMap((line): readonly (readonly [string, string])[] => {
    const [, name, value = ""] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  return { status: Number(status), reason, headers, body: output.subarray(0, at) };
}

async function unpacked(
  answer: HopAnswer,
  { method, decompress }: Hop,
  { saveTo, run }: { readonly saveTo: string | undefined; readonly run: Run },
): Promise<HopAnswer> {
  const isPacked = headerOf(answer, "content-encoding")?.toLowerCase() === "gzip";
  if (!isPacked || decompress === false || method === "HEAD" || answer.status === 304) return answer;
  if (saveTo === undefined) return { ...answer, body: gunzipSync(answer.body) };
  const script = 'umask 077; gzip -dc < "$1" > "$1.unpacked" && mv -f -- "$1.unpacked" "$1"';
  const done = await run({ argv: ["/bin/sh", "-c", script, "sh", saveTo] });
  if (done.rc === 0) return answer;
  throw new HintedError("TASK_FAILED", `The answer can not be unpacked: ${done.stderr.toString("utf8").trim()}`, {
    hint: "Install gzip on the target, or set 'decompress: false'",
  });
}

function noTool(): HintedError {
  return new HintedError("TASK_FAILED", "The target has neither curl nor GNU wget", {
    hint: "Install curl there, or add 'delegate_to: localhost'",
  });
}

function noFolder(said: string): HintedError {
  return new HintedError("TASK_FAILED", `No temporary folder can be made on the target: ${said}`, {
    hint: "Check the room and the permissions of /tmp there",
  });
}
