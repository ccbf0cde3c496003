import { unixTime } from "../clock.ts";
import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers, Upload } from "../services.ts";
import type { GuestSystem, Storage } from "../state.ts";
import { formatOf } from "./format-of.ts";
import { contentTypes, homeOf, usableStorage } from "./storages.ts";
import { volumePath } from "./volume-id.ts";
import { putVolume } from "./volumes.ts";
import { download, metadata } from "./download.ts";

/** Two words put together here: side by side in the built file, package checkers take them for a statement of an ES module. */
const IMPORT_FROM = ["import", "from:"].join(" ");

/** Bringing ISOs, templates and images to a storage. */
export const uploadHandlers: Handlers = {
  "POST /nodes/{node}/storage/{storage}/upload": upload,
  "POST /nodes/{node}/storage/{storage}/download-url": downloadUrl,
  "GET /nodes/{node}/query-url-metadata": (call) => metadata(call.params.need("url")),
};

const EXTENSIONS: Readonly<Record<string, RegExp>> = {
  iso: /\.(?:iso|img)$/i,
  vztmpl: /\.tar\.(?:gz|xz|zst|bz2)$/i,
  import: /\.(?:ova|ovf|qcow2|raw|vmdk|img)$/i,
};

interface Target {
  readonly storage: Storage;
  readonly content: string;
  readonly filename: string;
}

function target(call: Call): Target {
  const { params, services } = call;
  const storage = usableStorage(services.state, params.need("storage"), call.node);
  const content = params.need("content");
  const filename = params
    .need("filename")
    .replace(/^.*[/\\]/, "")
    .replaceAll(/[^-a-zA-Z0-9_.]/g, "_");
  if (!(EXTENSIONS[content] ?? /^$/).test(filename)) throw parameterError({ filename: "wrong file extension" });
  if (!contentTypes(storage).includes(content))
    throw parameterError({ storage: `storage '${storage.storage}' is not configured for content-type '${content}'` });
  return { storage, content, filename };
}

interface Arrived {
  readonly size: number;
  readonly virtualSize?: number | undefined;
  readonly system?: GuestSystem | undefined;
}

function arrive(call: Call, { storage, content, filename }: Target, file: Arrived): void {
  putVolume(call.services.state, {
    volid: `${storage.storage}:${content}/${filename}`,
    storage: storage.storage,
    node: homeOf(storage, call.node),
    content,
    format: formatOf(`${content}/${filename}`),
    ...file,
    ctime: unixTime(call.services.clock),
    snapshots: new Map(),
  });
}

function upload(call: Call): string {
  const { services } = call;
  const wanted = target(call);
  const file = call.upload;
  if (!file) throw failure("upload failed - no file");
  const path = volumePath(wanted.storage, `${wanted.content}/${wanted.filename}`);
  const temporary = `/var/tmp/pveupload-${services.random.hex(32)}`;
  return services.tasks.start({
    node: call.node,
    type: "imgcopy",
    id: "",
    user: call.principal.name,
    *work(log) {
      log.line(`starting file ${IMPORT_FROM} ${temporary}`);
      checkDigest(call, file.digests);
      if (wanted.filename.endsWith(".qcow2") && !isQcow2(file)) {
        log.line(`command '/usr/bin/qemu-img info '--output=json' ${temporary} -f qcow2' failed: exit code 1`);
        throw failure(`qemu-img: Could not open '${temporary}': Image is not in qcow2 format`);
      }
      log.line(`target node: ${call.node}\ntarget file: ${path}\nfile size is: ${file.size}`);
      log.line(`command: cp -- ${temporary} ${path}`);
      yield services.tasks.seconds(0.3);
      arrive(call, wanted, { size: file.size, virtualSize: virtualSize(file) });
      log.line("finished file import successfully");
    },
  });
}

/** The first four bytes of every qcow2 image. */
function isQcow2(file: Pick<Upload, "head">): boolean {
  return file.head.subarray(0, 4).equals(Buffer.from([0x51, 0x46, 0x49, 0xfb]));
}

/** The disk size that a qcow2 image's header declares, at byte 24. */
function virtualSize(file: Pick<Upload, "head">): number | undefined {
  return isQcow2(file) && file.head.length >= 32 ? Number(file.head.readBigUInt64BE(24)) : undefined;
}

function checkDigest(call: Call, digests: Readonly<Record<string, string>>): void {
  const [algorithm, checksum] = [call.params.get("checksum-algorithm"), call.params.get("checksum")];
  if (algorithm === undefined || checksum === undefined) return;
  const got = digests[algorithm] ?? "";
  if (got !== checksum.toLowerCase()) throw failure(`checksum mismatch: got '${got}' != expect '${checksum}'`);
}

async function downloadUrl(call: Call): Promise<string> {
  const { services, params } = call;
  const wanted = target(call);
  const url = params.need("url");
  const path = volumePath(wanted.storage, `${wanted.content}/${wanted.filename}`);
  const result = await download(url);
  return services.tasks.start({
    node: call.node,
    type: "download",
    id: wanted.filename,
    user: call.principal.name,
    *work(log) {
      log.line(`downloading ${url} to ${path}`);
      log.line(`--${new Date(services.clock.now()).toISOString().slice(0, 19).replace("T", " ")}--  ${url}`);
      if ("error" in result) throw failure(`download failed: ${result.error}`);
      if (result.digests) checkDigest(call, result.digests);
      yield services.tasks.seconds(3);
      arrive(call, wanted, { size: result.size, virtualSize: result.virtualSize, system: result.system });
      log.line(`download of '${url}' to '${path}' finished`);
    },
  });
}
