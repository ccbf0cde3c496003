import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { ImageArgs } from "./options.ts";
import type { Source } from "./source.ts";

/** Bytes of a source, or why they are not known. */
export interface SourceSize {
  readonly size: number | undefined;
  readonly note?: string;
}

/** What the image will have in bytes. The node is asked about an address only when there is an image to compare with. */
export async function sourceSize(
  client: ProxmoxClient,
  args: ImageArgs,
  { source, node, compare }: { readonly source: Source; readonly node: string; readonly compare: boolean },
): Promise<SourceSize> {
  switch (source.kind) {
    case "file":
      return { size: source.file.size };
    case "seed":
      return { size: source.image.length };
    case "none":
      return { size: undefined };
    case "url":
      if (!compare) return { size: undefined };
      if (args.decompression !== undefined) return unknown("the server tells only the size of the compressed file");
      return askNode(client, args, { url: source.url, node });
  }
}

async function askNode(
  client: ProxmoxClient,
  { verify }: ImageArgs,
  { url, node }: { readonly url: string; readonly node: string },
): Promise<SourceSize> {
  try {
    const { size } = await client.get<{ readonly size?: number }>(
      `/nodes/${encodeURIComponent(node)}/query-url-metadata`,
      { url, "verify-certificates": verify },
    );
    return size === undefined || size === 0 ? unknown("the address does not tell its size") : { size };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "PROXMOX_FORBIDDEN")
      return unknown(`asking the node for it needs Sys.AccessNetwork on /nodes/${node}`);
    return unknown(`the node could not ask for it (${error.answer.reason})`);
  }
}

function unknown(why: string): SourceSize {
  return { size: undefined, note: `The image is there by name; its size was not compared: ${why}` };
}
