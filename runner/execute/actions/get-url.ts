import { basename, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { applyAttributes, fileOptions, pathFacts } from "./files/attributes.ts";
import { digest } from "./files/checksum.ts";
import { targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { type HttpRequest, shownUrl } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";

/** `get_url`: downloads a file to the target. */
export const getUrl = defineAction({
  name: "get_url",
  options: {
    url: { type: "str", required: true, description: "Where from." },
    dest: { type: "path", required: true, description: "Where to; a folder keeps the file's name." },
    checksum: { type: "str", default: "", description: "`algorithm:digest`, or the address of a list of them." },
    force: { type: "bool", default: false, description: "Download even when the file is there." },
    backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
    headers: { type: "dict", default: {}, description: "Further headers." },
    timeout: { type: "int", default: 10, description: "Seconds." },
    url_username: { type: "str", aliases: ["username"], description: "Name to log in with." },
    url_password: { type: "str", aliases: ["password"], secret: true, description: "Password to log in with." },
    force_basic_auth: { type: "bool", default: false, description: "Send them at once." },
    validate_certs: { type: "bool", default: true, description: "Check the server's certificate." },
    ca_path: { type: "path", description: "Certificates to check it against." },
    client_cert: { type: "path", description: "Own certificate." },
    client_key: { type: "path", description: "Its key." },
    http_agent: { type: "str", default: "ansible-httpget", description: "Name to go by." },
    use_proxy: { type: "bool", default: true, description: "Proxies of the environment are not used." },
    tmp_dest: { type: "path", description: "Has no effect: files are replaced atomically beside dest." },
    ...fileOptions,
  },
  async run(args, call) {
    const target = await call.target();
    const given = targetPath(call, target, args.dest);
    const folder = given.endsWith("/") || (await target.files.stat(given, { follow: true }))?.kind === "directory";
    const path = folder ? join(given, basename(new URL(args.url).pathname) || "index.html") : given;
    const wanted = await wantedDigest(args, call);
    const info = await target.files.stat(path, { follow: true });
    const there = info && (wanted !== undefined || !args.force) ? await target.files.read(path) : undefined;
    const isFine =
      there !== undefined && !args.force && (wanted === undefined || digest(there, wanted.algorithm) === wanted.digest);
    if (isFine || call.checkMode) {
      const changes = await applyAttributes(target, { path, check: call.checkMode }, args);
      const changed = isFine ? changes.changed : true;
      return resultOf({
        ...pathFacts(info),
        changed,
        dest: path,
        url: shownUrl(args.url),
        msg: isFine ? "file already exists" : "",
      });
    }
    const started = performance.now();
    const answer = await requestFrom(target, requestOf(args, args.url), call.signal);
    if (answer.status !== 200) throw failed(args.url, answer.status, answer.message);
    if (wanted && digest(answer.body, wanted.algorithm) !== wanted.digest)
      throw wrongDigest(path, wanted.digest, digest(answer.body, wanted.algorithm));
    const placed = await placeFile(
      target,
      { path, content: answer.body, attributes: args, backup: args.backup, validate: undefined },
      call,
    );
    return resultOf({
      ...placed.facts,
      changed: placed.changed,
      dest: path,
      url: shownUrl(args.url),
      msg: answer.message,
      status_code: answer.status,
      elapsed: Math.floor((performance.now() - started) / 1000),
      checksum_src: digest(answer.body, "sha1"),
      checksum_dest: there === undefined ? null : digest(there, "sha1"),
      md5sum: digest(answer.body, "md5"),
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
    });
  },
});

interface Download extends Omit<HttpRequest, "method" | "headers" | "follow_redirects" | "body"> {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly http_agent: string;
  readonly checksum: string;
}

function requestOf(args: Download, url: string): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(args.headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    ]),
  );
  return {
    ...args,
    url,
    method: "GET",
    headers: { "User-Agent": args.http_agent, ...headers },
    follow_redirects: "all",
  };
}

/** The digest the file must have; one given as an address is looked up in the list it names, by the file's name. */
async function wantedDigest(
  args: Download,
  call: ActionCall,
): Promise<{ algorithm: string; digest: string } | undefined> {
  if (args.checksum === "") return undefined;
  const [, algorithm, value] = /^(\w+):(.+)$/s.exec(args.checksum.trim()) ?? [];
  if (algorithm === undefined || value === undefined) {
    throw new HintedError("OPTION_INVALID", "The checksum parameter has to be in format <algorithm>:<checksum>", {
      hint: "Write such as 'sha256:0123...'",
    });
  }
  if (!/^https?:/.test(value)) return { algorithm, digest: value.replace(/\W+/g, "").toLowerCase() };
  const answer = await requestFrom(await call.target(), requestOf(args, value), call.signal);
  const name = basename(new URL(args.url).pathname);
  for (const line of answer.body.toString("utf8").split("\n")) {
    const [found, file] = line.trim().split(/\s+/);
    if (found !== undefined && (file === undefined || file.replace(/^[*./]+/, "") === name))
      return { algorithm, digest: found.toLowerCase() };
  }
  throw new HintedError("TASK_FAILED", `No checksum of ${name} in ${value}`, {
    hint: "Check the address in 'checksum'",
  });
}

function failed(url: string, status: number, message: string): HintedError {
  return new HintedError("TASK_FAILED", `Request failed: ${message}`, {
    hint: "Check 'url'",
    details: { status_code: status, url: shownUrl(url) },
  });
}

function wrongDigest(path: string, expected: string, found: string): HintedError {
  return new HintedError("TASK_FAILED", `The checksum for ${path} did not match ${expected}; it was ${found}.`, {
    hint: "Correct 'checksum', or find out why the file differs",
  });
}
