import type { Hop } from "./request.ts";
import { MARK_FORMAT, PROXIES, type ToolJob } from "./tool-job.ts";

/** Sends one request with curl: its settings come by its input, where no process list shows them. */
export const CURL_SCRIPT = `${PROXIES}
: > "$1/head"; [ -z "$2" ] || : > "$2"
curl -q -sS \${3:+\${NETRC:+--netrc-file "$NETRC"}} -K - -D "$1/head"; rc=$?
printf '${MARK_FORMAT}'; cat "$1/head"; exit $rc`;

/** The settings of a request for `curl -K`. */
export function curlSettings(hop: Hop, { body, saveTo }: ToolJob): string {
  const isHead = hop.method === "HEAD";
  // Methods that usually have a body say that they have none.
  const isEmpty = body === undefined && ["POST", "PUT", "PATCH"].includes(hop.method);
  const headers = { Accept: "", Expect: "", ...(isEmpty ? { "Content-Length": "0" } : {}), ...hop.headers };
  const lines = [
    setting("url", hop.url),
    // The address is taken as it is.
    "globoff",
    "path-as-is",
    "http1.1",
    "suppress-connect-headers",
    isHead ? "head" : setting("request", hop.method),
    ...(isHead ? [setting("output", "/dev/null")] : saveTo === undefined ? [] : [setting("output", saveTo)]),
    // Silence is what is limited, not the time of a long download.
    `connect-timeout = ${hop.timeout}`,
    "speed-limit = 1",
    `speed-time = ${hop.timeout}`,
    ...Object.entries(headers).map(([name, value]) => setting("header", headerLine(name, value, hop))),
    ...(body === undefined ? [] : [setting("upload-file", body)]),
    ...(hop.use_netrc === true ? ["netrc-optional"] : []),
    ...(hop.use_proxy === false ? [setting("noproxy", "*")] : []),
    ...(hop.validate_certs ? [] : ["insecure"]),
    ...given("cacert", hop.ca_path),
    ...given("cert", hop.client_cert),
    ...given("key", hop.client_key),
    ...given("ciphers", hop.ciphers?.join(":") || undefined),
    ...given("unix-socket", hop.unix_socket),
  ];
  return lines.join("\n");
}

/** A header; an empty one that was asked for is sent so, one of curl's own is left out. */
function headerLine(name: string, value: string, { headers }: Hop): string {
  if (value !== "") return `${name}: ${value}`;
  return name in headers ? `${name};` : `${name}:`;
}

function given(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [setting(name, value)];
}

function setting(name: string, text: string): string {
  const quoted = text.replace(/["\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`);
  return `${name} = "${quoted}"`;
}
