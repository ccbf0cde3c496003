import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { checksumOf } from "./checksum.ts";
import { type ImageName, imageName, seedPattern } from "./image-name.ts";
import { verify } from "./local-file.ts";
import type { ImageArgs } from "./options.ts";
import { type Current, plan, type Target, type Volume } from "./plan.ts";
import { checkPrivileges } from "./privileges.ts";
import { type Source, sourceOf } from "./source.ts";
import { sourceSize } from "./source-size.ts";
import { checkRoom, listVolumes, onlyNode } from "./storage.ts";

/** Looks: one request for what is there, one more for the size of a download; what a transfer needs is checked only before one. */
export async function read(client: ProxmoxClient, args: ImageArgs): Promise<Current> {
  const source = await sourceOf(args);
  const checksum = checksumFor(args, source);
  const wanted = imageName(args, source);
  const { content, notes } = wanted;
  const { storage } = args;
  const node = args.node ?? (await onlyNode(client));
  const place = (name: string): Target => ({ node, storage, content, name, volid: `${storage}:${content}/${name}` });
  const volumes = await listVolumes(client, place(wanted.name));
  const target = place(nameThere(wanted, source, { volumes, place }));
  const found = volumes.find(({ volid }) => volid === target.volid);
  const isCompared = found !== undefined && args.state === "present";
  const { size, note } = await sourceSize(client, args, { source, node, compare: isCompared });
  const current: Current = {
    target,
    source,
    found,
    wantedSize: size,
    superseded: args.force && source.kind === "seed" ? supersededBy(place(wanted.name), target, volumes) : [],
    notes: note === undefined ? notes : [...notes, note],
  };
  const changes = plan(current, args);
  const isSent = changes.some(({ kind }) => kind !== "remove");
  await checkPrivileges(client, target, changes);
  if (isSent) await checkRoom(client, target, { bytes: size ?? 0, replaced: found?.size ?? 0 });
  if (isSent && checksum && source.kind === "file") await verify(source.file, checksum);
  return current;
}

/** @throws HintedError OPTION_CONFLICT for a checksum of nothing that could have one */
function checksumFor(args: ImageArgs, source: Source): ReturnType<typeof checksumOf> {
  const checksum = checksumOf(args);
  if (!checksum || args.state === "absent" || source.kind === "url" || source.kind === "file") return checksum;
  throw new HintedError("OPTION_CONFLICT", "'checksum' is for 'url' and 'src', and there is neither", {
    hint: "Remove 'checksum'",
  });
}

interface Listing {
  readonly volumes: readonly Volume[];
  readonly place: (name: string) => Target;
}

/** A seed with the name it had before names carried a mark is kept in use when its hash and size say that it is this one, and there is no other. */
function nameThere({ name, formerName }: ImageName, source: Source, { volumes, place }: Listing): string {
  if (source.kind !== "seed" || formerName === undefined) return name;
  const has = (file: string): Volume | undefined => volumes.find(({ volid }) => volid === place(file).volid);
  return has(name) === undefined && has(formerName)?.size === source.image.length ? formerName : name;
}

function supersededBy(seed: Target, target: Target, volumes: readonly Volume[]): readonly Volume[] {
  const pattern = seedPattern(seed.name);
  const prefix = `${target.storage}:iso/`;
  return volumes.filter(
    ({ volid }) => volid !== target.volid && volid.startsWith(prefix) && pattern.test(volid.slice(prefix.length)),
  );
}
