import { readFileSync } from "node:fs";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { fileOptions } from "./files/attributes.ts";
import { findSource, targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { type HttpAnswer, type HttpRequest, shownUrl } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";
import { encodeForm, type FormData } from "./http/forms.ts";

const METHODS_WITH_REDIRECT = ["all", "no", "none", "safe", "urllib2", "yes"] as const;

/** `uri`: one HTTP request. */
export const uri = defineAction({
  name: "uri",
  controllerPaths: ["src"],
  options: {
    url: { type: "str", required: true, description: "Where." },
    method: { type: "str", default: "GET", description: "How." },
    body: { type: "raw", description: "What is sent." },
    body_format: {
      type: "str",
      choices: ["raw", "json", "form-urlencoded", "form-multipart"],
      default: "raw",
      description: "How it is written.",
    },
    headers: { type: "dict", default: {}, description: "Further headers." },
    src: { type: "path", description: "File that is sent." },
    remote_src: { type: "bool", default: false, description: "src is on the target." },
    dest: { type: "path", description: "Where the answer's body goes." },
    creates: { type: "path", description: "Do nothing when this path exists." },
    removes: { type: "path", description: "Do nothing when this path does not exist." },
    status_code: { type: "list", elements: "int", default: [200], description: "Answers that are fine." },
    return_content: { type: "bool", default: false, description: "Return the answer's body." },
    follow_redirects: {
      type: "str",
      choices: METHODS_WITH_REDIRECT,
      default: "safe",
      description: "Which redirects are followed.",
    },
    timeout: { type: "int", default: 30, description: "Seconds." },
    url_username: { type: "str", aliases: ["user"], description: "Name to log in with." },
    url_password: { type: "str", aliases: ["password"], secret: true, description: "Password to log in with." },
    force_basic_auth: { type: "bool", default: false, description: "Send them at once." },
    validate_certs: { type: "bool", default: true, description: "Check the server's certificate." },
    ca_path: { type: "path", description: "Certificates to check it against." },
    client_cert: { type: "path", description: "Own certificate." },
    client_key: { type: "path", description: "Its key." },
    http_agent: { type: "str", default: "ansible-httpget", description: "Name to go by." },
    use_proxy: { type: "bool", default: true, description: "Proxies of the environment are not used." },
    force: { type: "bool", default: false, description: "Ask caches to ask again." },
    unix_socket: { type: "path", description: "Socket to connect to." },
    decompress: { type: "bool", default: true, description: "Unpack compressed answers." },
    ...fileOptions,
  },
  constraints: { mutuallyExclusive: [["body", "src"]] },
  async run(args, call) {
    const target = await call.target();
    const exists = async (path: string | undefined): Promise<boolean> =>
      path !== undefined && (await target.files.stat(targetPath(call, target, path), { follow: true })) !== undefined;
    if (await exists(args.creates))
      return resultOf({ changed: false, stdout: `skipped, since '${args.creates}' exists` });
    if (args.removes !== undefined && !(await exists(args.removes))) {
      return resultOf({ changed: false, stdout: `skipped, since '${args.removes}' does not exist` });
    }
    if (call.checkMode)
      return resultOf({ changed: false, skipped: true, msg: "remote module (uri) does not support check mode" });
    const encoded = await bodyOf(args, call);
    const request: HttpRequest = {
      ...args,
      method: args.method.toUpperCase(),
      headers: { "User-Agent": args.http_agent, ...encoded.headers, ...textHeaders(args.headers) },
      body: encoded.body,
    };
    const started = performance.now();
    const answer = await requestFrom(target, request, call.signal);
    const elapsed = Math.floor((performance.now() - started) / 1000);
    const saved = args.dest === undefined ? undefined : await save({ dest: args.dest, attributes: args, answer }, call);
    return report(answer, { args, elapsed, saved });
  },
});

interface BodyArgs {
  readonly body?: unknown;
  readonly body_format: "raw" | "json" | "form-urlencoded" | "form-multipart";
  readonly src?: string;
  readonly remote_src: boolean;
}

async function bodyOf(args: BodyArgs, call: ActionCall): Promise<FormData> {
  if (args.src !== undefined) {
    const target = await call.target();
    const body = args.remote_src
      ? await target.files.read(targetPath(call, target, args.src))
      : readFileSync(findSource(call, "files", args.src));
    return { body, headers: {} };
  }
  return encodeForm(args.body, args.body_format);
}

function textHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    ]),
  );
}

interface Saving {
  readonly dest: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly answer: HttpAnswer;
}

async function save(
  { dest, attributes, answer }: Saving,
  call: ActionCall,
): Promise<{ path: string; changed: boolean }> {
  const target = await call.target();
  const given = targetPath(call, target, dest);
  const info = await target.files.stat(given, { follow: true });
  const path =
    info?.kind === "directory" ? `${given.replace(/\/$/, "")}/${answer.url.split("/").at(-1) || "index.html"}` : given;
  const placed = await placeFile(
    target,
    { path, content: answer.body, attributes, backup: false, validate: undefined },
    call,
  );
  return { path, changed: placed.changed };
}

interface Report {
  readonly args: { readonly status_code: readonly number[]; readonly return_content: boolean; readonly url: string };
  readonly elapsed: number;
  readonly saved: { path: string; changed: boolean } | undefined;
}

function report(answer: HttpAnswer, { args, elapsed, saved }: Report): Result {
  const text = answer.body.toString("utf8");
  const ok = args.status_code.includes(answer.status);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.replaceAll("-", "_"), value]),
  );
  const isJson = /json/.test(answer.headers["content-type"] ?? "");
  const json = isJson ? parsed(text) : undefined;
  return resultOf({
    ...headers,
    changed: saved?.changed ?? false,
    status: answer.status,
    url: shownUrl(answer.url),
    redirected: answer.url !== args.url,
    msg: ok
      ? answer.message
      : `Status code was ${answer.status} and not [${args.status_code.join(", ")}]: ${answer.message}`,
    elapsed,
    cookies: answer.cookies,
    cookies_string: Object.entries(answer.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; "),
    ...(json === undefined ? {} : { json }),
    ...(args.return_content || !ok ? { content: text } : {}),
    ...(saved === undefined ? {} : { path: saved.path, dest: saved.path }),
    ...(ok ? {} : { failed: true }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
