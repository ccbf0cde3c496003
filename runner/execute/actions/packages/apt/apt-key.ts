import { dirname } from "node:path";
import { HintedError } from "../../../../../core/errors.ts";
import type { Args, Options } from "../../../../../core/spec/options.ts";
import { resultOf } from "../../../result.ts";
import { type ActionCall, defineAction } from "../../action.ts";
import { fetchOnTarget } from "../../download.ts";
import { makeFolders } from "../../files/make-folders.ts";
import { type PublicKey, readPublicKeys, renderKeyring } from "./openpgp.ts";

const options = {
  id: { type: "str", description: "Its number: 8, 16 or 40 hexadecimal digits." },
  url: { type: "str", description: "Its address." },
  data: { type: "str", description: "The key itself." },
  file: { type: "path", description: "A file of the target that holds it." },
  keyserver: { type: "str", description: "A server to ask for it by its number." },
  keyring: { type: "path", default: "/etc/apt/trusted.gpg", description: "The file that keys are kept in." },
  state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether apt trusts it." },
  validate_certs: { type: "bool", default: true, description: "Check the certificate of an address." },
} as const satisfies Options;

type KeyArgs = Args<typeof options>;

/** `apt_key`: a key apt trusts. Keyrings are read and written here: neither apt-key nor gpg has to be on the target. */
export const aptKey = defineAction({
  name: "apt_key",
  options,
  constraints: { mutuallyExclusive: [["data", "file", "keyserver", "url"]] },
  async run(args, call) {
    const given = args.id === undefined || args.state === "present" ? await wantedKeys(args, call) : [];
    const id = hexId(args.id ?? given[0]?.fingerprints[0]?.slice(-16));
    const keys = await readKeyring(args.keyring, call);
    const isKnown = keys.some((key) => isCalled(key, id));
    const changed = isKnown !== (args.state === "present");
    const wanted = given.filter((key) => args.id === undefined || isCalled(key, id));
    if (changed && args.state === "present" && wanted.length === 0) throw notInData(id);
    const after = args.state === "present" ? [...keys, ...wanted] : keys.filter((key) => !isCalled(key, id));
    if (changed && !call.checkMode) await writeKeyring(args.keyring, after, call);
    return resultOf({
      changed,
      id: args.id ?? id,
      key_id: id,
      short_id: id.slice(-8),
      fp: id.slice(-16),
      before: idsOf(keys),
      ...(changed && !call.checkMode ? { after: idsOf(after) } : {}),
    });
  },
});

function idsOf(keys: readonly PublicKey[]): readonly string[] {
  return keys.flatMap(({ fingerprints }) => fingerprints.map((one) => one.slice(-16)));
}

function isCalled({ fingerprints }: PublicKey, id: string): boolean {
  return fingerprints.some((one) => one.endsWith(id));
}

function hexId(given: string | undefined): string {
  const id = given?.replace(/^0x/i, "").toUpperCase() ?? "";
  if (/^(?:[0-9A-F]{8}|[0-9A-F]{16,40})$/.test(id)) return id;
  throw new HintedError("OPTION_INVALID", given === undefined ? "No key is named" : `Invalid key id: ${given}`, {
    hint: "Give 'id' as 8, 16 or 40 hexadecimal digits, or the key by url, data or file",
  });
}

async function wantedKeys(args: KeyArgs, call: ActionCall): Promise<readonly PublicKey[]> {
  const data = await keyData(args, call);
  if (data === undefined) {
    if (args.state === "absent") return [];
    throw new HintedError("OPTION_MISSING", "No key to add", { hint: "Add one of url, data, file, keyserver" });
  }
  const keys = readPublicKeys(data);
  if (keys.length > 0) return keys;
  throw new HintedError("TASK_FAILED", "What was given as a key is not a public OpenPGP key", {
    hint: "Check url, data or file",
  });
}

async function keyData(args: KeyArgs, call: ActionCall): Promise<Buffer | undefined> {
  if (args.data !== undefined) return Buffer.from(args.data);
  if (args.file !== undefined) return (await call.target()).files.read(args.file);
  const options = { validateCerts: args.validate_certs };
  if (args.url !== undefined) return fetchOnTarget(call, args.url, options);
  if (args.keyserver === undefined) return undefined;
  const id = hexId(args.id);
  return fetchOnTarget(call, `${serverAddress(args.keyserver)}/pks/lookup?op=get&options=mr&search=0x${id}`, options);
}

/** A key server speaks HTTP, with a port of its own for hkp. */
function serverAddress(server: string): string {
  const [, scheme = "hkp", host = server] = /^(\w+):\/\/(.*?)\/*$/.exec(server) ?? [];
  if (scheme === "hkps" || scheme === "https") return `https://${host}`;
  if (scheme === "http" || host.includes(":")) return `http://${host}`;
  return `http://${host}:11371`;
}

async function readKeyring(path: string, call: ActionCall): Promise<readonly PublicKey[]> {
  const target = await call.target();
  const info = await target.files.stat(path, { follow: true });
  if (!info || info.size === 0) return [];
  const keys = readPublicKeys(await target.files.read(path));
  if (keys.length > 0) return keys;
  throw new HintedError("TASK_FAILED", `The keyring ${path} is of a kind that only gpg can change`, {
    hint: "Name a file of its own in 'keyring', such as /etc/apt/trusted.gpg.d/NAME.gpg",
  });
}

async function writeKeyring(path: string, keys: readonly PublicKey[], call: ActionCall): Promise<void> {
  const target = await call.target();
  if (keys.length === 0) return target.files.remove(path);
  await makeFolders({ target, path: dirname(path), attributes: {} }, call);
  const isNew = !(await target.files.stat(path, { follow: true }));
  await target.files.write(path, renderKeyring(keys));
  if (isNew) await target.files.chmod(path, 0o644);
}

function notInData(id: string): HintedError {
  return new HintedError("TASK_FAILED", `The key ${id} is not in what was given`, {
    hint: "Correct 'id', or where the key comes from",
  });
}
