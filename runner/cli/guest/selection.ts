import { HintedError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/nearest.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { pickGuest } from "../../../core/proxmox/guests.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";

/** One word of a selection. */
type Term =
  | { readonly kind: "id"; readonly text: string; readonly vmid: number }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "group"; readonly text: string; has(guest: ListedGuest): boolean };

/** Where a selection is looked up. */
export interface Haystack {
  readonly client: ProxmoxClient;
  /** All guests of both kinds. */
  readonly listed: readonly ListedGuest[];
  readonly kind: Kind;
  /** Whether ranges, tags and pools stand for templates too; those named one by one always count. */
  readonly templates: boolean;
}

/**
 * The guests a selection stands for, each once, by id: `101 103-107 110,112`, names, `@tag`, `@pool:NAME`.
 * @throws HintedError USAGE for words that can not be read, GUEST_NOT_FOUND with all that stand for nothing, GUEST_AMBIGUOUS
 */
export async function select(words: readonly string[], haystack: Haystack): Promise<readonly ListedGuest[]> {
  const terms = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== "");
  if (terms.length === 0) {
    throw new HintedError("USAGE", `No ${haystack.kind.title} is named`, {
      hint: "Name them by id, range (103-107), name, @tag or @pool:NAME",
    });
  }
  const found = new Map<number, ListedGuest>();
  const unknown: string[] = [];
  for (const term of terms.map(parseTerm)) {
    const members = await membersOf(term, haystack);
    if (members.length === 0) unknown.push(term.text);
    for (const guest of members) found.set(guest.vmid, guest);
  }
  if (unknown.length > 0) throw notFound(unknown, haystack);
  return [...found.values()].toSorted((a, b) => a.vmid - b.vmid);
}

function parseTerm(text: string): Term {
  if (/^\d+$/.test(text)) return { kind: "id", text, vmid: Number(text) };
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (first !== undefined && last !== undefined) return range(text, Number(first), Number(last));
  if (!text.startsWith("@")) return { kind: "name", text };
  const name = text.slice(1);
  if (name === "" || name === "pool:") {
    throw new HintedError("USAGE", `'${text}' names no ${name === "" ? "tag" : "pool"}`, {
      hint: "Write @tag or @pool:NAME",
    });
  }
  if (name.startsWith("pool:")) return { kind: "group", text, has: ({ pool }) => pool === name.slice(5) };
  const tag = name.toLowerCase();
  return { kind: "group", text, has: ({ tags = "" }) => tags.toLowerCase().split(/[;, ]/).includes(tag) };
}

function range(text: string, first: number, last: number): Term {
  if (first <= last) return { kind: "group", text, has: ({ vmid }) => vmid >= first && vmid <= last };
  throw new HintedError("USAGE", `The range ${text} ends before it starts`, { hint: `Write ${last}-${first}` });
}

async function membersOf(term: Term, { client, listed, kind, templates }: Haystack): Promise<readonly ListedGuest[]> {
  const ofKind = listed.filter(({ type }) => type === kind.type);
  switch (term.kind) {
    case "id":
      return ofKind.filter(({ vmid }) => vmid === term.vmid);
    case "name": {
      const guest = await pickGuest(client, ofKind, { name: term.text });
      return guest ? [guest] : [];
    }
    case "group":
      return ofKind.filter((guest) => (templates || guest.template !== 1) && term.has(guest));
  }
}

function notFound(unknown: readonly string[], { client, listed, kind }: Haystack): HintedError {
  const [first = ""] = unknown;
  const otherKind = listed.find(({ type, vmid, name }) => type !== kind.type && [String(vmid), name].includes(first));
  const names = listed.flatMap(({ type, name }) => (type === kind.type && name !== undefined ? [name] : []));
  const other = kind.command === "vm" ? "ct" : "vm";
  const hint =
    otherKind === undefined
      ? didYouMean(first, names, `See them all with: pveplay ${kind.command} list`)
      : `${first} is a ${other === "ct" ? "container" : "VM"}: use pveplay ${other}`;
  return new HintedError(
    "GUEST_NOT_FOUND",
    `No ${kind.title} is visible to ${client.identity} for: ${unknown.join(", ")}`,
    { hint },
  );
}
