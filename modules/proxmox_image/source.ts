import { HintedError } from "../../core/errors.ts";
import { inspect, type LocalFile } from "./local-file.ts";
import type { ImageArgs } from "./options.ts";
import { seedImage } from "./seed.ts";

/** Where an image comes from. */
export type Source =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "file"; readonly file: LocalFile }
  | { readonly kind: "seed"; readonly image: Buffer }
  /** Nothing was said: an image that is there, or a template of the server's own list. */
  | { readonly kind: "none" };

/** The source a task names; a file is looked at, unless it is only to tell the name of an image to be removed. @throws HintedError FILE_*, OPTION_* */
export async function sourceOf(args: ImageArgs): Promise<Source> {
  if (args.verify !== undefined && args.url === undefined) throw onlyForUrl("verify");
  if (args.decompression !== undefined && args.url === undefined) throw onlyForUrl("decompression");
  if (args.seed) return { kind: "seed", image: seedImage(args.seed) };
  if (args.url !== undefined) return { kind: "url", url: checkUrl(args.url) };
  if (args.src === undefined || (args.state === "absent" && args.name !== undefined)) return { kind: "none" };
  return { kind: "file", file: await inspect(args.src) };
}

/** An address without what may be secret in it: user, password and query. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function checkUrl(url: string): string {
  if (/^https?:\/\/./.test(url) && URL.canParse(url)) return url;
  throw new HintedError("OPTION_INVALID", "'url' is no http or https address", {
    hint: "The node downloads by http and https only; upload a file with 'src'",
  });
}

function onlyForUrl(name: string): HintedError {
  return new HintedError("OPTION_CONFLICT", `'${name}' is for downloads, and there is no 'url'`, {
    hint: `Remove '${name}', or give 'url'`,
  });
}
