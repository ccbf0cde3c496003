import type { Args } from "../../../core/spec/options.ts";
import { HintedError } from "../../../core/errors.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { applyAttributes, fileOptions, pathFacts } from "./files/attributes.ts";
import { fileDigests } from "./files/checksum.ts";
import { type LocalFile, localFile } from "./files/content.ts";
import { findSource, targetPath } from "./files/paths.ts";
import { putInPlace, type Staged, stage } from "./files/stage.ts";
import { namedByServer, namedByUrl } from "./http/file-name.ts";
import { encodeForm } from "./http/forms.ts";
import { type HttpAnswer, type HttpRequest, shownUrl, type TargetFile } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";
import { headersOf, urlOptions } from "./http/url-options.ts";
import { uriResult, wantsBody } from "./uri-result.ts";

const METHODS_WITH_REDIRECT = ["all", "no", "none", "safe", "urllib2", "yes"] as const;

const options = {
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
  timeout: { type: "int", default: 30, description: "Seconds of silence after which it is given up." },
  url_username: { type: "str", aliases: ["user"], description: "Name to log in with." },
  url_password: { type: "str", aliases: ["password"], secret: true, description: "Password to log in with." },
  ca_path: { type: "path", description: "Certificates to check the server's against." },
  unix_socket: { type: "path", description: "Socket to connect to." },
  ...urlOptions,
  ...fileOptions,
} as const;

type UriArgs = Args<typeof options>;

/** `uri`: one HTTP request. */
export const uri = defineAction({
  name: "uri",
  controllerPaths: ["src"],
  options,
  constraints: { mutuallyExclusive: [["body", "src"]] },
  async run(args, call) {
    const target = await call.target();
    const unneeded = await isUnneeded(args, target, call);
    if (unneeded !== undefined) return resultOf({ changed: false, stdout: unneeded });
    if (call.checkMode)
      return resultOf({ changed: false, skipped: true, msg: "remote module (uri) does not support check mode" });
    const dest = args.dest === undefined ? undefined : targetPath(call, target, args.dest);
    const there = dest === undefined ? undefined : await target.files.stat(dest, { follow: true });
    const request = requestOf(args, call, { target, since: there?.kind === "file" ? there.mtime : undefined });
    if (dest === undefined) return ask(request, { args, call });
    const isFolder = there?.kind === "directory";
    const staged = await stage(call, isFolder ? dest : dest.replace(/[^/]*$/, "") || ".", args);
    try {
      return await ask(request, { args, call, saving: { target, dest, isFolder, staged } });
    } finally {
      await staged.remove();
    }
  },
});

/** Why nothing is to be asked, as `creates` and `removes` have it. */
async function isUnneeded(args: UriArgs, target: Target, call: ActionCall): Promise<string | undefined> {
  const exists = async (path: string): Promise<boolean> =>
    (await target.files.stat(targetPath(call, target, path), { follow: true })) !== undefined;
  const { creates, removes } = args;
  if (creates !== undefined && (await exists(creates))) return `skipped, since '${creates}' exists`;
  if (removes !== undefined && !(await exists(removes))) return `skipped, since '${removes}' does not exist`;
  return undefined;
}

interface Saving {
  readonly target: Target;
  readonly dest: string;
  readonly isFolder: boolean;
  readonly staged: Staged;
}

interface Asking {
  readonly args: UriArgs;
  readonly call: ActionCall;
  readonly saving?: Saving;
}

async function ask(request: HttpRequest, { args, call, saving }: Asking): Promise<Result> {
  const started = performance.now();
  const answer = await requestFrom(call, request, saving?.staged.file).catch((error: unknown) => {
    throw asUri(error, args, Math.floor((performance.now() - started) / 1000));
  });
  const elapsed = Math.floor((performance.now() - started) / 1000);
  const isFine = args.status_code.includes(answer.status);
  // The answer to keep is shown only when it is asked for: it may be of any size.
  const isShown = saving !== undefined && (answer.cookies === undefined || wantsBody(answer, args));
  const body = isShown ? await saving.target.files.read(saving.staged.file) : answer.body;
  const isKept = isFine && answer.status !== 304;
  const saved = saving ? await save(saving, answer, { call, args: isKept ? args : undefined }) : {};
  return uriResult({ ...answer, body }, { ...args, elapsed, saved });
}

/** Puts the body in its place, when there are `args` for it; that counts as a change whatever was there, as it does for Ansible. */
async function save(
  { target, dest, isFolder, staged }: Saving,
  answer: HttpAnswer,
  { call, args }: { readonly call: ActionCall; readonly args: UriArgs | undefined },
): Promise<Readonly<Record<string, unknown>>> {
  const path = isFolder ? `${dest.replace(/\/$/, "")}/${nameOf(answer)}` : dest;
  const there = await target.files.stat(path, { follow: true });
  if (!args) return { ...(there ? pathFacts(there) : {}), path };
  const old = there ? (await fileDigests(target, path, ["sha1"])).sha1 : undefined;
  if (old !== (await fileDigests(target, staged.file, ["sha1"])).sha1)
    await putInPlace(call, staged, { path, info: there, attributes: args });
  await applyAttributes(target, { path, check: false }, args);
  return { ...pathFacts(await target.files.stat(path, { follow: true })), path, changed: true };
}

/** The name a server gives, else the last part of the address. */
function nameOf(answer: HttpAnswer): string {
  return namedByServer(answer) ?? decodeURIComponent(namedByUrl(answer.url.replace(/\/+(?=$|[?#])/, "")));
}

function requestOf(
  args: UriArgs,
  call: ActionCall,
  { target, since }: { readonly target: Target; readonly since: number | undefined },
): HttpRequest {
  const method = args.method.toUpperCase();
  if (!/^[A-Z]+$/.test(method))
    throw new HintedError("OPTION_INVALID", `'${args.method}' is not the name of a method`, {
      hint: "Write one word such as GET or POST",
    });
  const given = headersOf(args, since);
  const encoded =
    args.src === undefined
      ? encodeForm(args.body, args.body_format, (name) => findSource(call, "files", name))
      : { body: sourceOf(args, call, target), headers: {} };
  const known = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const added = Object.entries(encoded.headers).filter(([name]) => !known.has(name.toLowerCase()));
  return { ...args, method, headers: { ...given, ...Object.fromEntries(added) }, body: encoded.body };
}

function sourceOf({ src = "", remote_src }: UriArgs, call: ActionCall, target: Target): LocalFile | TargetFile {
  return remote_src ? { path: targetPath(call, target, src) } : localFile(findSource(call, "files", src));
}

/** A request without an answer, in the words and with the data that uri has for it. */
function asUri(error: unknown, { url, status_code: codes }: UriArgs, elapsed: number): unknown {
  if (!(error instanceof HintedError) || error.details["status"] !== -1) return error;
  const message = `Status code was -1 and not [${codes.join(", ")}]: ${error.message}`;
  const details = { ...error.details, url: shownUrl(url), redirected: false, elapsed };
  return new HintedError(error.code, message, { hint: error.hint, details, cause: error });
}
