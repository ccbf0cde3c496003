import type { Hop } from "./request.ts";
import { MARK_FORMAT, PROXIES, type ToolJob } from "./tool-job.ts";

/**
 * Sends one request with GNU wget: the address is the first line of its input, its settings are the rest. Exit codes from 1
 * to 5 and 7 say that no answer came; 6 and 8 that it is a refusal.
 */
export const WGET_SCRIPT = `${PROXIES}
umask 077
IFS= read -r url; printf '%s\\n' "$url" > "$1/url"; cat > "$1/settings"
wget -q -S --config="$1/settings" -i "$1/url" -O "\${2:--}" 2> "$1/said"; rc=$?
case $rc in 6|8) rc=0;; 0) ;; *) grep -v '^  ' "$1/said" >&2;; esac
printf '${MARK_FORMAT}'; sed -n 's/^  //p' "$1/said"; exit $rc`;

/** The address and settings of a request for the script. */
export function wgetSettings(hop: Hop, { body }: ToolJob): string {
  const lines = [
    hop.url,
    `method = ${hop.method}`,
    ...Object.entries(hop.headers).map(([name, value]) => `header = ${name}: ${oneLine(value)}`),
    `timeout = ${hop.timeout}`,
    "tries = 1",
    "max_redirect = 0",
    "content_on_error = on",
    "hsts = off",
    `netrc = ${hop.use_netrc === true ? "on" : "off"}`,
    `use_proxy = ${hop.use_proxy === false ? "off" : "on"}`,
    `check_certificate = ${hop.validate_certs ? "on" : "off"}`,
    ...given("body_file", body),
    ...given("ca_certificate", hop.ca_path),
    ...given("certificate", hop.client_cert),
    ...given("private_key", hop.client_cert === undefined ? undefined : (hop.client_key ?? hop.client_cert)),
    ...given("ciphers", hop.ciphers?.join(":") || undefined),
  ];
  return `${lines.join("\n")}\n`;
}

function given(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} = ${oneLine(value)}`];
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
