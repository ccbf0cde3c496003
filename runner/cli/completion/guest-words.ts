import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { type Guest, listGuests } from "../../../core/proxmox/guests.ts";
import { openSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import type { Suggestion } from "./suggestions.ts";

/** A listing is good for so long, in ms: a second Tab is answered at once. */
const FRESH = 30_000;
/** Nobody waits longer for a suggestion, in ms. */
const PATIENCE = 2000;

/** Ids, names, tags and pools of guests. Nothing is asked, and when the server does not answer in time there are none. */
export async function guestWords(kind: "vm" | "ct", context: CommandContext): Promise<readonly Suggestion[]> {
  const guests = await listed({ ...context, ...SILENT });
  const own = guests.filter(({ type }) => type === (kind === "vm" ? "qemu" : "lxc"));
  const tags = unique(own.flatMap(({ tags: text = "" }) => text.split(/[;, ]/)));
  const pools = unique(own.flatMap(({ pool = "" }) => pool));
  return [
    ...own.flatMap(({ name, vmid, status }) =>
      name === undefined ? [] : [{ word: name, description: `${vmid}, ${status}` }],
    ),
    ...own.map(({ vmid, name = "", status }) => ({ word: String(vmid), description: `${name}, ${status}` })),
    ...tags.map((tag) => ({ word: `@${tag}`, description: "all with this tag" })),
    ...pools.map((pool) => ({ word: `@pool:${pool}`, description: "all in this pool" })),
  ];
}

/** A line that is being written must not be written into, and waits for no answer. */
const SILENT: Pick<CommandContext, "say" | "warn" | "ask" | "isInputTerminal"> = {
  say: () => undefined,
  warn: () => undefined,
  ask: () => Promise.reject(new Error("Nobody is asked while a command line is written")),
  isInputTerminal: false,
};

interface Kept {
  readonly at: number;
  readonly guests: readonly Guest[];
}

async function listed(context: CommandContext): Promise<readonly Guest[]> {
  const session = await openSession({}, context);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const client = session.client(signal);
    const file = cacheFile(context, `${client.connection.server} ${client.identity}`);
    const kept = read(file);
    if (kept && Date.now() - kept.at < FRESH) return kept.guests;
    const guests = await Promise.race([listGuests(client), timeout(signal)]);
    keep(file, { at: Date.now(), guests });
    return guests;
  } finally {
    await session.close();
  }
}

function timeout(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("No answer in time")));
  });
}

function cacheFile({ env }: CommandContext, identity: string): string {
  const folder = env["XDG_CACHE_HOME"] || join(env["HOME"] ?? homedir(), ".cache");
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  return join(folder, "pveplay", `guests-${hash}.json`);
}

function read(file: string): Kept | undefined {
  try {
    const data: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isKept(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function isKept(data: unknown): data is Kept {
  return (
    typeof data === "object" &&
    data !== null &&
    "at" in data &&
    typeof data.at === "number" &&
    "guests" in data &&
    Array.isArray(data.guests)
  );
}

function keep(file: string, kept: Kept): void {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeAtomically(file, JSON.stringify(kept), 0o600);
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== ""))].toSorted();
}
