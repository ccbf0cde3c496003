import { dirname, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { Args } from "../../../core/spec/options.ts";
import type { FileInfo, Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { applyAttributes, fileOptions, pathFacts } from "./files/attributes.ts";
import { backUp } from "./files/backup.ts";
import { fileDigests } from "./files/checksum.ts";
import { targetPath } from "./files/paths.ts";
import { putInPlace, type Staged, stage } from "./files/stage.ts";
import { cleanDigest, digestInList, splitChecksum, type WantedDigest } from "./get-url-checksum.ts";
import { namedByServer, namedByUrl } from "./http/file-name.ts";
import { type HttpAnswer, type HttpRequest, shownUrl } from "./http/request.ts";
import { requestFrom } from "./http/send.ts";
import { headersOf, urlOptions } from "./http/url-options.ts";

const options = {
  url: { type: "str", required: true, description: "Where from." },
  dest: { type: "path", required: true, description: "Where to; a folder keeps the file's name." },
  checksum: { type: "str", default: "", description: "`algorithm:digest`, or the address of a list of them." },
  backup: { type: "bool", default: false, description: "Keep a copy of the old file." },
  headers: { type: "dict", default: {}, description: "Further headers." },
  timeout: { type: "int", default: 10, description: "Seconds of silence after which it is given up." },
  url_username: { type: "str", aliases: ["username"], description: "Name to log in with." },
  url_password: { type: "str", aliases: ["password"], secret: true, description: "Password to log in with." },
  tmp_dest: { type: "path", description: "Folder for the file while it comes; beside dest when not given." },
  ...urlOptions,
  ...fileOptions,
} as const;

type GetUrlArgs = Args<typeof options>;

/** `get_url`: downloads a file to the target, which fetches it itself. */
export const getUrl = defineAction({
  name: "get_url",
  options,
  async run(args, call) {
    const target = await call.target();
    const dest = targetPath(call, target, args.dest);
    const info = await target.files.stat(dest, { follow: true });
    const wanted = await wantedDigest(args, call);
    const job: Job = { args, target, dest, info, wanted };
    const isThere = info !== undefined && info.kind !== "directory";
    if (!isThere) return download(job, call);
    const differs =
      !args.force &&
      wanted !== undefined &&
      (await fileDigests(target, dest, [wanted.algorithm]))[wanted.algorithm] !== wanted.digest;
    if (!args.force && wanted && !differs) return alreadyThere(job, call);
    // A file that is not what it should be is asked for whatever its age.
    const force = args.force || differs;
    return download({ ...job, args: { ...args, force } }, call);
  },
});

interface Job {
  readonly args: GetUrlArgs;
  readonly target: Target;
  readonly dest: string;
  /** What is at dest. */
  readonly info: FileInfo | undefined;
  readonly wanted: WantedDigest | undefined;
}

async function alreadyThere({ args, target, dest }: Job, call: ActionCall): Promise<Result> {
  const { changed } = await applyAttributes(target, { path: dest, check: call.checkMode }, args);
  const msg = changed ? "file already exists but file attributes changed" : "file already exists";
  return resultOf({
    ...pathFacts(await target.files.stat(dest, { follow: true })),
    changed,
    dest,
    url: shownUrl(args.url),
    elapsed: 0,
    checksum_src: null,
    checksum_dest: null,
    msg,
  });
}

async function download(job: Job, call: ActionCall): Promise<Result> {
  const { args, dest, info } = job;
  const isFolder = info?.kind === "directory";
  if (!isFolder && dest.endsWith("/")) throw noFolder(dest);
  const started = performance.now();
  const elapsed = (): number => Math.floor((performance.now() - started) / 1000);
  const request = requestOf(args, { url: args.url, check: call.checkMode, since: isFolder ? undefined : info?.mtime });
  const staged = call.checkMode ? undefined : await stageFor(job, isFolder ? dest : dirname(dest), call);
  try {
    const answer = await requestFrom(call, request, staged?.file);
    const base = { url: shownUrl(args.url), dest, elapsed: elapsed() };
    if (answer.status === 304)
      return resultOf({ ...pathFacts(info), ...base, changed: false, msg: answer.message, status_code: 304 });
    if (answer.status !== 200) return refused(answer, base);
    const path = isFolder ? join(dest, namedByServer(answer) ?? namedByUrl(answer.url)) : dest;
    return staged
      ? await put({ ...job, dest: path }, { staged, answer, elapsed: elapsed() }, call)
      : await foretold({ ...job, dest: path }, answer, elapsed());
  } finally {
    await staged?.remove();
  }
}

/** What came, brought to its place when it is not there yet. */
async function put(
  { args, target, dest, wanted }: Job,
  { staged, answer, elapsed }: { staged: Staged; answer: HttpAnswer; elapsed: number },
  call: ActionCall,
): Promise<Result> {
  const algorithms = new Set(["sha1", "md5", ...(wanted ? [wanted.algorithm] : [])]);
  const came = await fileDigests(target, staged.file, [...algorithms]);
  const before = await target.files.stat(dest, { follow: true });
  const there = before === undefined ? null : (await fileDigests(target, dest, ["sha1"])).sha1;
  const base = { url: shownUrl(args.url), src: staged.file, checksum_src: came["sha1"], checksum_dest: there };
  if (wanted && came[wanted.algorithm] !== wanted.digest)
    return resultOf({
      ...base,
      changed: false,
      failed: true,
      dest,
      elapsed,
      msg: `The checksum for ${staged.file} did not match ${wanted.digest}; it was ${came[wanted.algorithm]}.`,
    });
  const differs = came["sha1"] !== there;
  const backup = differs && args.backup && before ? await backUp(target, dest, call.signal) : undefined;
  if (differs) await putInPlace(call, staged, { path: dest, info: before, attributes: args });
  const changes = await applyAttributes(target, { path: dest, check: false }, args);
  return resultOf({
    ...pathFacts(await target.files.stat(dest, { follow: true })),
    ...base,
    changed: differs || changes.changed,
    dest,
    elapsed,
    msg: answer.message,
    status_code: answer.status,
    md5sum: came["md5"],
    ...(backup === undefined ? {} : { backup_file: backup }),
  });
}

/** Check mode asks for no more than the head of the answer, as Ansible does: whatever would come counts as a change. */
async function foretold({ args, target, dest }: Job, answer: HttpAnswer, elapsed: number): Promise<Result> {
  const before = await target.files.stat(dest, { follow: true });
  const there = before === undefined ? null : (await fileDigests(target, dest, ["sha1"])).sha1;
  if (!before && (await target.files.stat(dirname(dest), { follow: true })) === undefined)
    throw noFolder(dirname(dest));
  return resultOf({
    ...(before ? pathFacts(before) : {}),
    changed: true,
    dest,
    url: shownUrl(args.url),
    elapsed,
    msg: answer.message,
    checksum_dest: there,
  });
}

function refused({ status, message }: HttpAnswer, base: object): Result {
  return resultOf({
    ...base,
    changed: false,
    failed: true,
    msg: "Request failed",
    status_code: status,
    response: message,
  });
}

interface Place {
  readonly url: string;
  readonly check: boolean;
  /** Seconds since 1970 of what is there. */
  readonly since: number | undefined;
}

function requestOf(args: GetUrlArgs, { url, check, since }: Place): HttpRequest {
  const headers = headersOf(args, since);
  return { ...args, url, method: check ? "HEAD" : "GET", headers, follow_redirects: "urllib2" };
}

/** A file for what comes: in tmp_dest, else beside its place. @throws HintedError TASK_FAILED for a folder that is not there */
async function stageFor({ args, target }: Job, folder: string, call: ActionCall): Promise<Staged> {
  const place = args.tmp_dest === undefined ? folder : targetPath(call, target, args.tmp_dest);
  const kind = (await target.files.stat(place, { follow: true }))?.kind;
  if (args.tmp_dest !== undefined && kind !== "directory") {
    const what = kind === undefined ? "directory does not exist." : "is a file but should be a directory.";
    throw new HintedError("TASK_FAILED", `${args.tmp_dest} ${what}`, { hint: "Correct 'tmp_dest'" });
  }
  if (kind !== "directory") throw noFolder(folder);
  return stage(call, place, args);
}

/** The digest the file must have; one given as an address is looked up in the list it names, by the file's name. */
async function wantedDigest(args: GetUrlArgs, call: ActionCall): Promise<WantedDigest | undefined> {
  if (args.checksum === "") return undefined;
  const { algorithm, value } = splitChecksum(args.checksum);
  if (!/^https?:/.test(value)) return { algorithm, digest: cleanDigest(value) };
  const answer = await requestFrom(call, requestOf(args, { url: value, check: false, since: undefined }));
  const name = namedByUrl(args.url);
  const found = answer.status === 200 ? digestInList(answer.body.toString("utf8"), name) : undefined;
  if (found !== undefined) return { algorithm, digest: cleanDigest(found) };
  const place = shownUrl(value);
  const message =
    answer.status === 200
      ? `Unable to find a checksum for file '${name}' in '${place}'`
      : `Request failed: ${answer.message} for ${place}`;
  throw new HintedError("TASK_FAILED", message, {
    hint: "Check the address in 'checksum'",
    details: answer.status === 200 ? {} : { status_code: answer.status, response: answer.message },
  });
}

function noFolder(folder: string): HintedError {
  return new HintedError("TASK_FAILED", `Destination ${folder.replace(/\/$/, "")} does not exist`, {
    hint: "Make it first with the file module and state: directory",
  });
}
