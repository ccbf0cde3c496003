import { basename } from "node:path";
import { HintedError } from "../../core/errors.ts";
import type { ImageArgs } from "./options.ts";
import { shortHash } from "./seed.ts";
import type { Source } from "./source.ts";

/** Kinds of content, by their names in volume ids. */
export type Content = "iso" | "import" | "vztmpl" | "snippets";

/** What an image is called on its storage. */
export interface ImageName {
  readonly content: Content;
  readonly name: string;
  /** Where the name is not the one given or expected, and why. */
  readonly notes: readonly string[];
  /** The name a seed of this very content had before names carried a mark. */
  readonly formerName?: string;
}

/** Endings the server takes (pve-storage: ISO_EXT_RE_0, VZTMPL_EXT_RE_1, UPLOAD_IMPORT_EXT_RE_1). */
const ENDINGS: Readonly<Record<Exclude<Content, "snippets">, { readonly pattern: RegExp; readonly text: string }>> = {
  iso: { pattern: /.\.(?:iso|img)$/i, text: ".iso or .img" },
  vztmpl: { pattern: /.\.tar\.(?:gz|xz|zst|bz2)$/i, text: ".tar.gz, .tar.xz, .tar.zst or .tar.bz2" },
  import: { pattern: /.\.(?:qcow2|raw|vmdk|ova)$/, text: ".qcow2, .raw, .vmdk or .ova" },
};
const LONGEST_NAME = 255;

/** The image's name as the server will have it, checked before anything is sent. @throws HintedError OPTION_MISSING, OPTION_INVALID, OPTION_CONFLICT, OPTION_UNSUPPORTED */
export function imageName(args: ImageArgs, source: Source): ImageName {
  const given = args.name ?? nameOf(source, args);
  if (given === undefined) {
    throw new HintedError("OPTION_MISSING", "The image is not named", { hint: "Add 'name'" });
  }
  const clean = normalized(given);
  const notes = clean === basename(given) ? [] : [`The server knows '${given}' as '${clean}'`];
  if (source.kind === "seed") {
    const name = seedName(args, { clean, image: source.image });
    check(name, "iso", args);
    return { content: "iso", name, notes, formerName: name.replace(SEED_MARK, "-") };
  }
  const content = args.content ?? contentOf(clean);
  const name = content === "import" ? importName(clean, source) : clean;
  check(name, content, args);
  return name === clean
    ? { content, name, notes }
    : { content, name, notes: [...notes, `'${clean}' is kept as '${name}': the server takes no .img for import`] };
}

/** Stands in the names of seeds and, but for a will to deceive, in no others: what carries it may be removed for a newer one. */
const SEED_MARK = ".pveplay-";

/** All seeds made under a name, whatever their content. A date after a `-` is none: nobody's ISO image is taken for a seed. */
export function seedPattern(seedFile: string): RegExp {
  const stem = seedFile.slice(0, seedFile.lastIndexOf(SEED_MARK));
  return new RegExp(`^${`${stem}${SEED_MARK}`.replaceAll(".", "\\.")}[0-9a-f]{8}\\.iso$`);
}

function nameOf(source: Source, args: ImageArgs): string | undefined {
  if (source.kind === "file") return basename(source.file.path);
  if (source.kind !== "url") return undefined;
  const name = basename(decoded(new URL(source.url).pathname));
  const ending = `.${args.decompression ?? ""}`;
  return args.decompression !== undefined && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What the server makes of a name (pve-storage, normalize_content_filename). */
function normalized(name: string): string {
  return basename(name.replaceAll("\\", "/")).replaceAll(/[^a-zA-Z0-9_.-]/g, "_");
}

function seedName(args: ImageArgs, { clean, image }: { readonly clean: string; readonly image: Buffer }): string {
  if (args.content === undefined || args.content === "iso")
    return `${clean.replace(/\.iso$/i, "")}${SEED_MARK}${shortHash(image)}.iso`;
  throw new HintedError("OPTION_CONFLICT", `A seed is an ISO image, 'content' says ${args.content}`, {
    hint: "Remove 'content'",
  });
}

function contentOf(name: string): Content {
  if (/\.iso$/i.test(name)) return "iso";
  if (ENDINGS.vztmpl.pattern.test(name)) return "vztmpl";
  if (ENDINGS.import.pattern.test(name)) return "import";
  throw new HintedError("OPTION_MISSING", `The name '${name}' does not tell what the image is`, {
    hint: "Add 'content': iso, import or vztmpl; and a 'name' with an ending that the server takes for it",
  });
}

/** Disk images are published as `.img`, mostly qcow2 inside; a file's own first bytes tell, an address does not. */
function importName(name: string, source: Source): string {
  if (!/\.img$/i.test(name) || source.kind === "none") return name;
  const isRaw = source.kind === "file" && !source.file.isQcow2;
  return name.replace(/\.img$/i, isRaw ? ".raw" : ".qcow2");
}

function check(name: string, content: Content, args: ImageArgs): void {
  if (args.decompression !== undefined && content !== "iso") {
    throw new HintedError("OPTION_UNSUPPORTED", `The server decompresses ISO images only, not content ${content}`, {
      hint: "Unpack the image and upload it with 'src', or give a 'url' of one that is not compressed",
    });
  }
  if (content === "snippets") {
    if (args.state === "absent") return;
    throw new HintedError("OPTION_UNSUPPORTED", "The API takes no snippets", {
      hint: "Copy the file to the storage's snippets folder over SSH; for cloud-init, 'seed' needs no snippet",
    });
  }
  if (name.length > LONGEST_NAME || !ENDINGS[content].pattern.test(name)) throw badName(name, content);
}

function badName(name: string, content: Exclude<Content, "snippets">): HintedError {
  const { text } = ENDINGS[content];
  const compressed = content === "iso" ? /\.(gz|lzo|zst|bz2)$/.exec(name)?.[1] : undefined;
  const hint =
    compressed === undefined
      ? `Give a 'name' that ends in ${text}; a compressed image must be unpacked first`
      : `Let the server unpack it: decompression: ${compressed}`;
  return new HintedError(
    "OPTION_INVALID",
    `The name '${name}' is nothing the server takes as ${content}, expected up to ${LONGEST_NAME} characters that end in ${text}`,
    { hint },
  );
}
