import { type ExecFileException, execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { HintedError } from "../errors.ts";
import type { HttpRequest } from "./connection.ts";
import { readPveshAnswer } from "./pvesh-answer.ts";
import type { RawAnswer } from "./wire.ts";

/** Where a node keeps what its web server shows below `/pve-docs`. */
const DOCS = "/usr/share";
/** pvesh's word for each method. */
const VERBS = { GET: "get", POST: "create", PUT: "set", DELETE: "delete" } as const;
/** Each pvesh is a Perl program that loads the whole API: more of them at once are not faster. */
const AT_ONCE = 4;
/** A big cluster's resource list has some MiB. */
const LARGEST_ANSWER = 256 * 1024 ** 2;

/** Parameters whose values nobody may read in the process list, where pvesh's own arguments stand. */
const SECRET = /^(?:password|cipassword|otp|content|input-data|encryption-key|keyring|.*secret.*|private-?key)$/;

/**
 * Sends a request by pvesh, which runs it as root@pam on this node. A call that starts a task comes back when the task has ended.
 * @throws HintedError OPTION_UNSUPPORTED for uploads and for secrets, which would be seen in the process list; PROXMOX_UNREACHABLE
 */
export async function sendByPvesh(request: HttpRequest): Promise<RawAnswer> {
  const [path = "", query = ""] = request.path.split("?");
  if (path.startsWith("/pve-docs/")) return readDocs(path);
  if (request.body !== undefined && typeof request.body !== "string") throw unsupported("uploads");
  const params = [...new URLSearchParams(query), ...new URLSearchParams(request.body ?? "")];
  const secret = params.find(([name]) => SECRET.test(name));
  if (secret) throw unsupported(`'${secret[0]}', which the process list would show,`);
  const place = path
    .replace(/^\/api2\/json/, "")
    .split("/")
    .map(decodeURIComponent)
    .join("/");
  const args = [VERBS[request.method], place, ...params.map(([name, value]) => `--${name}=${value}`)];
  return turn(() => run([...args, "--output-format", "json"], request.signal));
}

/** A file that a node's web server shows to anybody. */
async function readDocs(path: string): Promise<RawAnswer> {
  try {
    return { status: 200, reason: "OK", text: await readFile(DOCS + path, "utf8") };
  } catch {
    return { status: 404, reason: `no such file '${path}'`, text: "" };
  }
}

function run(args: readonly string[], signal: AbortSignal | undefined): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: LARGEST_ANSWER, ...(signal ? { signal } : {}) };
    execFile("pvesh", args, limits, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(notRun(error));
      else resolve(readPveshAnswer({ code: Number(error?.code ?? 0), stdout, stderr }));
    });
  });
}

function notRun(error: ExecFileException): Error {
  if (error.name === "AbortError") return error;
  const reason = error.signal ? `it was ended by ${error.signal}` : error.message;
  return new HintedError("PROXMOX_UNREACHABLE", `pvesh could not be run: ${reason}`, {
    hint: "Run this as root on a Proxmox VE node, or give the host and an API token",
    cause: error,
  });
}

function unsupported(what: string): HintedError {
  return new HintedError("OPTION_UNSUPPORTED", `pvesh is not given ${what}`, {
    hint: "Use an API token: pveplay token create makes one, pveplay configure keeps it",
  });
}

let running = 0;
const waiting: (() => void)[] = [];

/** Runs the work when fewer than {@link AT_ONCE} others run. */
async function turn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
