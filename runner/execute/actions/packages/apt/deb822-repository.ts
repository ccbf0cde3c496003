import { HintedError } from "../../../../../core/errors.ts";
import { type Result, resultOf } from "../../../result.ts";
import { type ActionCall, defineAction } from "../../action.ts";
import { fetchOnTarget } from "../../download.ts";
import { makeFolders } from "../../files/make-folders.ts";
import { placeFile } from "../../files/place-file.ts";
import { renderStanza, type StanzaArgs, stanzaOptions } from "./deb822-stanza.ts";
import { SOURCES_FOLDER } from "./source-lists.ts";

const KEYRINGS = "/etc/apt/keyrings";

/** `deb822_repository`: a source of packages, in the newer form, with its key. */
export const deb822Repository = defineAction({
  name: "deb822_repository",
  options: {
    ...stanzaOptions,
    mode: { type: "raw", default: "0644", description: "Permissions of its file." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it is used." },
  },
  async run(args, call) {
    const slug = args.name
      .toLowerCase()
      .replaceAll(/[_\s]+/g, "-")
      .replaceAll(/[^a-z0-9-]+/g, "");
    const dest = `${SOURCES_FOLDER}/${slug}.sources`;
    if (args.state === "absent") return remove(slug, dest, call);
    const target = await call.target();
    const key = await placeKey(args, slug, call);
    const repo = renderStanza(args, key.value);
    const placed = await placeFile(
      target,
      { path: dest, content: Buffer.from(repo), attributes: { mode: args.mode }, backup: false, validate: undefined },
      call,
    );
    return resultOf({
      changed: key.changed || placed.changed,
      repo,
      dest,
      key_filename: key.file ?? null,
      ...(placed.diff.length > 0 ? { diff: placed.diff } : {}),
    });
  },
});

async function remove(slug: string, dest: string, call: ActionCall): Promise<Result> {
  const target = await call.target();
  const keys = ["asc", "gpg"].map((ending) => `${KEYRINGS}/${slug}.${ending}`);
  let changed = false;
  for (const path of [dest, ...keys]) {
    if (!(await target.files.stat(path))) continue;
    changed = true;
    if (!call.checkMode) await target.files.remove(path);
  }
  return resultOf({ changed, repo: null, dest, key_filename: keys.at(-1) });
}

interface Key {
  readonly changed: boolean;
  /** What Signed-By says: a file, or the key itself. */
  readonly value: string | undefined;
  readonly file?: string;
}

/** A key from an address goes to /etc/apt/keyrings; a file of the target or the key's own text is named as it is. */
async function placeKey({ signed_by: given }: StanzaArgs, slug: string, call: ActionCall): Promise<Key> {
  if (given === undefined) return { changed: false, value: undefined };
  const target = await call.target();
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) {
    const isFile = given.startsWith("/") && (await target.files.stat(given, { follow: true })) !== undefined;
    return { changed: false, value: given, ...(isFile ? { file: given } : {}) };
  }
  const content = await fetchOnTarget(call, given);
  if (content.length === 0) throw new HintedError("TASK_FAILED", `No key at ${given}`, { hint: "Correct 'signed_by'" });
  const ending = content.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----") ? "asc" : "gpg";
  const path = `${KEYRINGS}/${slug}.${ending}`;
  const made = await makeFolders({ target, path: KEYRINGS, attributes: { mode: "0755" } }, call);
  if (made && call.checkMode) return { changed: true, value: path, file: path };
  const attributes = { mode: "0644" };
  const placed = await placeFile(target, { path, content, attributes, backup: false, validate: undefined }, call);
  return { changed: placed.changed, value: path, file: path };
}
