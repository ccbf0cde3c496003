import { Agent, request } from "node:https";
import { settledBody, settledText } from "./compare.ts";
import { Learned } from "./learned.ts";
import type { Exchange } from "./transcript.ts";

/** How one exchange compared. */
export interface Comparison {
  readonly exchange: Exchange;
  readonly live: LiveAnswer;
  readonly sameStatus: boolean;
  readonly sameBody: boolean;
}

/** An answer of the server under test. */
export interface LiveAnswer {
  readonly status: number;
  readonly reason: string;
  readonly body: unknown;
}

const TOKENS: Readonly<Record<string, string>> = {
  root: "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111",
  mms: "PVEAPIToken=ansible@pve!mms=22222222-2222-2222-2222-222222222222",
};
const NOT_REPLAYED = /\/(?:upload|rrddata|rrd|termproxy|vncproxy|spiceproxy)$|imgcopy/;
const MAX_POLLS = 200;
const POLL_MS = 20;

/** Replays recorded exchanges against a server (its certificate is not checked) and compares the answers. */
export async function replay(url: string, exchanges: readonly Exchange[]): Promise<Comparison[]> {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const session: Session = { url, agent, learned: new Learned() };
  const comparisons: Comparison[] = [];
  try {
    for (const exchange of exchanges) {
      if (NOT_REPLAYED.test(exchange.path) || exchange.status === 0) continue;
      const live = await perform(session, exchange);
      session.learned.learn(exchange.body, live.body);
      await settle(session, exchange, live);
      if (isCounted(exchange, live)) comparisons.push(compare(session, exchange, live));
    }
  } finally {
    agent.destroy();
  }
  return comparisons;
}

interface Session {
  readonly url: string;
  readonly agent: Agent;
  readonly learned: Learned;
}

function compare({ learned }: Session, exchange: Exchange, live: LiveAnswer): Comparison {
  const reason = settledText(learned.translate(exchange.reason));
  const sameStatus = live.status === exchange.status && settledText(learned.translate(live.reason)) === reason;
  const sameBody = sameStatus && JSON.stringify(settledBody(exchange.body)) === JSON.stringify(settledBody(live.body));
  return { exchange, live, sameStatus, sameBody };
}

/** Preparation does not count, nor does how often a task was still running when it was asked. */
function isCounted(exchange: Exchange, live: LiveAnswer): boolean {
  if (exchange.note?.startsWith("setup") === true) return false;
  if (!/\/tasks\/[^/]+\/(?:status|log)$/.test(exchange.path)) return true;
  return (
    statusOf(exchange.body) !== "running" &&
    !(exchange.note?.startsWith("poll ") === true && statusOf(live.body) === "running")
  );
}

function statusOf(body: unknown): unknown {
  const data = field(body, "data");
  return field(data, "status");
}

function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object"
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

/** Sends an exchange; a task that had ended when it was recorded is asked until it has. */
async function perform(session: Session, exchange: Exchange): Promise<LiveAnswer> {
  const ended = /\/tasks\/[^/]+\/status$/.test(exchange.path) && statusOf(exchange.body) === "stopped";
  for (let poll = 0; ; poll += 1) {
    const live = await send(session, requestOf(session, exchange));
    if (!ended || statusOf(live.body) !== "running" || poll >= MAX_POLLS) return live;
    await pause();
  }
}

/** Tasks that the recorder let end before it went on must end here too. */
async function settle(session: Session, exchange: Exchange, live: LiveAnswer): Promise<void> {
  const upid = field(live.body, "data");
  if (
    typeof upid !== "string" ||
    !upid.startsWith("UPID:") ||
    /running|immediately|long task|abort/.test(exchange.note ?? "")
  )
    return;
  const path = `/api2/json/nodes/${upid.split(":")[1]}/tasks/${encodeURIComponent(upid)}/status`;
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const status = await send(session, {
      method: "GET",
      path,
      headers: { Authorization: TOKENS["root"] ?? "" },
      body: undefined,
    });
    if (statusOf(status.body) !== "running") return;
    await pause();
  }
}

interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function requestOf({ learned }: Session, exchange: Exchange): Outgoing {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(exchange.request_headers ?? {})) headers[name] = learned.translate(value);
  const token = TOKENS[exchange.as];
  if (token !== undefined && headers["Authorization"] === undefined && headers["Cookie"] === undefined)
    headers["Authorization"] = token;
  const base = learned.translate(exchange.path.startsWith("/api2/") ? exchange.path : `/api2/json${exchange.path}`);
  const form = formOf(learned, exchange.params ?? {});
  if (["GET", "DELETE", "HEAD", "OPTIONS"].includes(exchange.method)) {
    const query = exchange.query === undefined ? form : learned.translate(exchange.query);
    return {
      method: exchange.method,
      path: query === "" ? base : `${base}?${query}`,
      headers,
      body: exchange.request_body,
    };
  }
  const path = exchange.query === undefined ? base : `${base}?${learned.translate(exchange.query)}`;
  const json = (headers["Content-Type"] ?? "").includes("json");
  const raw = exchange.request_body;
  const body = raw !== undefined && (json || form === "") ? learned.translate(raw) : form;
  if (body !== "") headers["Content-Type"] ??= "application/x-www-form-urlencoded";
  headers["Content-Length"] = String(Buffer.byteLength(body));
  return { method: exchange.method, path, headers, body };
}

function formOf(learned: Learned, params: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(params).flatMap(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(learned.translate(String(item)))}`);
  });
  return pairs.join("&");
}

function send({ url, agent }: Session, { method, path, headers, body }: Outgoing): Promise<LiveAnswer> {
  return new Promise((resolve) => {
    const outgoing = request(`${url}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const reason = Buffer.from(response.statusMessage ?? "", "latin1").toString("utf8");
        resolve({ status: response.statusCode ?? 0, reason, body: parse(Buffer.concat(chunks).toString("utf8")) });
      });
    });
    outgoing.on("error", (error) => resolve({ status: 0, reason: error.message, body: null }));
    if (body !== undefined) outgoing.write(body);
    outgoing.end();
  });
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return { _raw: text };
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, POLL_MS);
  });
}

/** Shares of equal answers, in percent. */
export interface Score {
  readonly exchanges: number;
  readonly status: number;
  readonly body: number;
}

/** The score of some comparisons. */
export function scoreOf(comparisons: readonly Comparison[]): Score {
  const share = (test: (comparison: Comparison) => boolean): number =>
    (100 * comparisons.filter(test).length) / Math.max(1, comparisons.length);
  return {
    exchanges: comparisons.length,
    status: share(({ sameStatus }) => sameStatus),
    body: share(({ sameBody }) => sameBody),
  };
}
