import type { Options } from "../../../../core/spec/options.ts";
import type { FileInfo, Target } from "../../connections/target.ts";
import { groupId, userId } from "./accounts.ts";
import { changeContext, changeFlags, type WantedFlags } from "./flags-and-context.ts";
import { modeText, parseMode } from "./mode.ts";

/** Options of every action that leaves a file behind. */
export const fileOptions = {
  mode: { type: "raw", description: "Permissions: '0644', 'u+x', or 'preserve'." },
  owner: { type: "str", description: "User the file belongs to, by name or number." },
  group: { type: "str", description: "Group the file belongs to, by name or number." },
  attributes: { type: "str", aliases: ["attr"], description: "Flags of the file system, as chattr takes them." },
  seuser: {
    type: "str",
    description: "SELinux user; without SELinux on the target it has no effect, as the next three.",
  },
  serole: { type: "str", description: "SELinux role." },
  setype: { type: "str", description: "SELinux type." },
  selevel: { type: "str", description: "SELinux level." },
  unsafe_writes: {
    type: "bool",
    default: false,
    description: "Write in place where a file can not be replaced in one step, as one mounted into a container.",
  },
} as const satisfies Options;

/** What a file's owner, group and permissions are to be; undefined ones are left alone. */
export interface WantedAttributes extends WantedFlags {
  readonly mode?: unknown;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** Whether a file may be written in place when it can not be replaced. */
  readonly unsafe_writes?: boolean | undefined;
}

/** What changes in a file's attributes, for diffs. */
export interface AttributeChange {
  readonly changed: boolean;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

const UNCHANGED: AttributeChange = { changed: false, before: {}, after: {} };

/**
 * Gives a path its owner, group and permissions, only where they differ. In check mode it is only told what would change;
 */
export async function applyAttributes(
  target: Target,
  place: { readonly path: string; readonly check: boolean },
  wanted: WantedAttributes,
): Promise<AttributeChange> {
  const info = await target.files.stat(place.path);
  if (!info) return UNCHANGED;
  const owner = await changeOwner(target, { ...place, info }, wanted);
  const mode = await changeMode(target, { ...place, info }, wanted.mode);
  const flags = wanted.attributes === undefined ? UNCHANGED : await changeFlags(target, place, wanted.attributes);
  const context = await changeContext(target, place, wanted);
  const changes = [owner, mode, flags, context];
  return {
    changed: changes.some(({ changed }) => changed),
    before: { ...owner.before, ...mode.before, ...flags.before, ...context.before },
    after: { ...owner.after, ...mode.after, ...flags.after, ...context.after },
  };
}

/** `mode`, `owner`, `group`, `uid`, `gid`, `size` and `state` of a path, as Ansible adds them to results. */
export function pathFacts(info: FileInfo | undefined): Record<string, unknown> {
  if (!info) return { state: "absent" };
  const state = info.kind === "file" ? (info.links > 1 ? "hard" : "file") : info.kind;
  return {
    mode: modeText(info.mode),
    owner: info.owner,
    group: info.group,
    uid: info.uid,
    gid: info.gid,
    size: info.size,
    state,
  };
}

interface Place {
  readonly path: string;
  readonly check: boolean;
  readonly info: FileInfo;
}

async function changeOwner(
  target: Target,
  { path, check, info }: Place,
  wanted: WantedAttributes,
): Promise<AttributeChange> {
  const uid = wanted.owner === undefined ? info.uid : await userId(target, wanted.owner);
  const gid = wanted.group === undefined ? info.gid : await groupId(target, wanted.group);
  if (uid === info.uid && gid === info.gid) return UNCHANGED;
  if (!check) await target.files.chown(path, uid, gid);
  const differ = (before: number, after: number, name: string) =>
    before === after ? [{}, {}] : [{ [name]: before }, { [name]: after }];
  const [ownerBefore, ownerAfter] = differ(info.uid, uid, "owner");
  const [groupBefore, groupAfter] = differ(info.gid, gid, "group");
  return { changed: true, before: { ...ownerBefore, ...groupBefore }, after: { ...ownerAfter, ...groupAfter } };
}

async function changeMode(target: Target, { path, check, info }: Place, wanted: unknown): Promise<AttributeChange> {
  if (wanted === undefined || wanted === null || wanted === "preserve" || info.kind === "link") return UNCHANGED;
  const mode = parseMode(wanted, info);
  if (mode === info.mode) return UNCHANGED;
  if (!check) await target.files.chmod(path, mode);
  return { changed: true, before: { mode: modeText(info.mode) }, after: { mode: modeText(mode) } };
}
