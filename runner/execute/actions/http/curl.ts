import { HintedError } from "../../../../core/errors.ts";
import { shellQuote } from "../../connections/shell-quote.ts";
import type { Target } from "../../connections/target.ts";
import { followsRedirect, type HttpAnswer, type HttpRequest, loginHeader, shownUrl } from "./request.ts";

const MARK = "\n--pveplay--";

/** Sends a request from a target with its curl; address, headers and log-in go through its input, where no process list shows them. */
export async function curlRequest(target: Target, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const folder = await bodyFolder(target, request, signal);
  const config = [
    `url = ${quoted(request.url)}`,
    `request = ${quoted(request.method)}`,
    `max-time = ${request.timeout}`,
    ...Object.entries({ ...loginHeader(request), ...request.headers }).map(
      ([name, value]) => `header = ${quoted(`${name}: ${value}`)}`,
    ),
    ...(followsRedirect(request) ? ["location"] : []),
    ...(request.validate_certs ? [] : ["insecure"]),
    ...(request.ca_path === undefined ? [] : [`cacert = ${quoted(request.ca_path)}`]),
    ...(request.client_cert === undefined ? [] : [`cert = ${quoted(request.client_cert)}`]),
    ...(request.client_key === undefined ? [] : [`key = ${quoted(request.client_key)}`]),
    ...(request.unix_socket === undefined ? [] : [`unix-socket = ${quoted(request.unix_socket)}`]),
    ...(request.body === undefined ? [] : [`data-binary = ${quoted(`@${folder}/body`)}`]),
  ];
  const form = `${MARK}%{http_code} %{url_effective}`;
  const script = `curl -sS -K - -D ${shellQuote(`${folder}/head`)} -w ${shellQuote(form)}; rc=$?; printf '\\n'; cat ${shellQuote(`${folder}/head`)} 2>/dev/null; exit $rc`;
  const done = await target.exec({ shell: script, stdin: config.join("\n") }, signal);
  await target.files.remove(folder);
  if (done.rc === 127) throw noCurl();
  if (done.rc !== 0) throw noAnswer(request, done.stderr.toString("utf8").trim());
  return parse(done.stdout);
}

/** A folder of the target for the body and the answer's head, which only its owner can read. */
async function bodyFolder(target: Target, { body }: HttpRequest, signal: AbortSignal): Promise<string> {
  const script = 'umask 077; t=$(mktemp -d) && cat > "$t/body" && printf %s "$t"';
  const made = await target.exec({ shell: script, stdin: body ?? "" }, signal);
  return made.stdout.toString("utf8");
}

function parse(output: Buffer): HttpAnswer {
  const at = output.lastIndexOf(MARK);
  const body = output.subarray(0, at);
  const [first = "", ...lines] = output
    .subarray(at + MARK.length)
    .toString("utf8")
    .split(/\r?\n/);
  const [code = "0", url = ""] = first.split(" ");
  const status = Number(code);
  const headers: Record<string, string> = {};
  const cookies: Record<string, string> = {};
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === "set-cookie")
      cookies[value.split("=")[0] ?? ""] = (value.split(";")[0] ?? "").split("=").slice(1).join("=");
    if (name !== "") headers[name.toLowerCase()] = value;
  }
  const message = status < 400 ? `OK (${headers["content-length"] ?? "unknown"} bytes)` : `HTTP Error ${status}`;
  return { status, message, url, headers, cookies, body };
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`;
}

function noCurl(): HintedError {
  return new HintedError("TASK_FAILED", "The target has no curl", {
    hint: "Install curl there, or add 'delegate_to: localhost'",
  });
}

function noAnswer({ url }: HttpRequest, reason: string): HintedError {
  return new HintedError("TASK_FAILED", `Status code was -1 and not [200]: Request failed: ${reason}`, {
    hint: "Check the address, and that the target can reach the server",
    details: { status: -1, url: shownUrl(url), redirected: false },
  });
}
