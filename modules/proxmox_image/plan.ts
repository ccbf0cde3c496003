import { HintedError } from "../../core/errors.ts";
import type { Content } from "./image-name.ts";
import type { ImageArgs } from "./options.ts";
import { shownUrl, type Source } from "./source.ts";

/** Where an image belongs. */
export interface Target {
  readonly node: string;
  readonly storage: string;
  readonly content: Content;
  readonly name: string;
  readonly volid: string;
}

/** A volume as the storage lists it; size in bytes. */
export interface Volume {
  readonly volid: string;
  readonly size: number;
}

/** What a task finds. */
export interface Current {
  readonly target: Target;
  readonly source: Source;
  /** The volume of that name. */
  readonly found: Volume | undefined;
  /** Bytes of the source, where they are known. */
  readonly wantedSize: number | undefined;
  /** Seeds of the same name made from other content, when they are to go. */
  readonly superseded: readonly Volume[];
  /** What the user should know of names and sizes. */
  readonly notes: readonly string[];
}

/** One step. */
export type Change =
  | {
      readonly kind: "download" | "upload" | "appliance";
      readonly target: Target;
      /** What is sent or fetched, as it may be shown. */
      readonly from: string;
      /** The volume that is replaced. */
      readonly before: Volume | undefined;
      readonly size: number | undefined;
    }
  | { readonly kind: "remove"; readonly target: Target; readonly volume: Volume };

/** Pure: what must happen for the image to be there, or not to be. What is replaced goes only once the new one is there. @throws HintedError OPTION_MISSING */
export function plan(current: Current, args: ImageArgs): readonly Change[] {
  const { target, found, superseded } = current;
  const cleanup = superseded.map((volume): Change => ({ kind: "remove", target, volume }));
  if (args.state === "absent") return found ? [{ kind: "remove", target, volume: found }, ...cleanup] : cleanup;
  const isWanted = !found || (differs(current) && args.force);
  return isWanted ? [transfer(current), ...cleanup] : cleanup;
}

/** Whether the image that is there is known to be another one. */
export function differs({ found, wantedSize }: Pick<Current, "found" | "wantedSize">): boolean {
  return found !== undefined && wantedSize !== undefined && found.size !== wantedSize;
}

function transfer({ target, source, found, wantedSize: size }: Current): Change {
  const step = { target, before: found, size };
  switch (source.kind) {
    case "url":
      return { ...step, kind: "download", from: shownUrl(source.url) };
    case "file":
      return { ...step, kind: "upload", from: source.file.path };
    case "seed":
      return { ...step, kind: "upload", from: "seed" };
    case "none":
      if (target.content === "vztmpl") return { ...step, kind: "appliance", from: "the server's template list" };
      throw new HintedError("OPTION_MISSING", `There is no ${target.volid}, and nothing to make it from`, {
        hint: "Add 'url', 'src' or 'seed'",
      });
  }
}

/** What a user should know whether or not anything changes. */
export function warnings(current: Current, args: ImageArgs): readonly string[] {
  const { target, found, wantedSize, source } = current;
  const texts: string[] = [];
  if (source.kind === "url" && /^https?:\/\/[^/]*@/.test(source.url))
    texts.push("The password in 'url' stands in the task log of the server, where others may read it");
  if (args.state === "absent" || !found) return texts;
  if (differs(current) && !args.force)
    texts.push(
      `${target.volid} has ${found.size} bytes, what was asked for has ${wantedSize}: it was left alone; set 'force' to replace it`,
    );
  if (args.force && source.kind === "url" && wantedSize === undefined)
    texts.push(
      `'force' replaces an image that differs, and whether ${target.volid} does could not be told: it was left alone; remove it first to fetch it again`,
    );
  return texts;
}
