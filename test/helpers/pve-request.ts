import { Agent, request } from "node:https";

/** An answer over HTTPS. */
export interface PveAnswer {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
}

/** A request over HTTPS; `authorization` is root's token when left out. */
export interface PveRequest {
  readonly method?: string;
  readonly path: string;
  readonly form?: Readonly<Record<string, string | number>>;
  readonly authorization?: string;
  readonly ca?: string;
}

const ROOT = "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111";

/** Sends a request on a connection of its own; the certificate is checked when `ca` is given. @throws Error when the connection fails */
export function pveRequest(
  url: string,
  { method = "GET", path, form, authorization = ROOT, ca }: PveRequest,
): Promise<PveAnswer> {
  const agent = new Agent(ca === undefined ? { rejectUnauthorized: false } : { ca });
  const pairs = Object.entries(form ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  const body = form && new URLSearchParams(pairs).toString();
  const headers = {
    Authorization: authorization,
    ...(body === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/api2/json${path}`, { method, headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? "", text }),
      );
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The `data` of an answer. */
export function dataOf({ text }: PveAnswer): unknown {
  const parsed: unknown = JSON.parse(text);
  return parsed !== null && typeof parsed === "object"
    ? new Map<string, unknown>(Object.entries(parsed)).get("data")
    : undefined;
}
