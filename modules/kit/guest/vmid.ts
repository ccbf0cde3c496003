import { HintedError } from "../../../core/errors.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { type Guest, listGuests } from "../../../core/proxmox/guests.ts";

/** How a task wants a new guest's id chosen. */
export interface IdWish {
  readonly vmid?: number;
  /** Ids and ranges, such as `200-299`. */
  readonly vmid_range?: readonly string[];
}

/**
 * Gives one id after another to try for a new guest: the one asked for, those of the range that no listed guest has, or the server's next.
 * The server keeps no id free for anybody, so that each is only a candidate.
 * @throws HintedError OPTION_INVALID, OPTION_CONFLICT when none is left
 */
export function candidateIds(client: ProxmoxClient, wish: IdWish, listed: readonly Guest[]): () => Promise<number> {
  if (wish.vmid !== undefined) return once(wish.vmid);
  if (wish.vmid_range === undefined) return async () => Number(await client.get<string>("/cluster/nextid"));
  const taken = new Set(listed.map(({ vmid }) => vmid));
  const free = expandRanges(wish.vmid_range).filter((vmid) => !taken.has(vmid));
  let next = 0;
  return () => {
    const vmid = free[next++];
    return vmid === undefined
      ? Promise.reject(noneLeft(`in ${wish.vmid_range?.join(",") ?? ""}`))
      : Promise.resolve(vmid);
  };
}

/** More ids than this are not tried: somebody makes guests faster than we do, or the server contradicts itself. */
const MAX_TRIES = 20;

/** Ids to try after the planned one turned out to be taken. */
export class OtherIds {
  readonly #client: ProxmoxClient;
  readonly #wish: IdWish;
  readonly #tried = new Set<number>();
  #next: (() => Promise<number>) | undefined;

  constructor(client: ProxmoxClient, wish: IdWish) {
    this.#client = client;
    this.#wish = wish;
  }

  /** An id that was not tried yet. @throws HintedError OPTION_CONFLICT when none is left */
  async after(taken: number): Promise<number> {
    this.#tried.add(taken);
    this.#next ??= candidateIds(
      this.#client,
      this.#wish,
      this.#wish.vmid_range === undefined ? [] : await listGuests(this.#client),
    );
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const vmid = await this.#next();
      if (!this.#tried.has(vmid)) return vmid;
    }
    throw noneLeft(`after ${MAX_TRIES} tries`);
  }
}

function once(vmid: number): () => Promise<number> {
  let given = false;
  return () => {
    if (given)
      return Promise.reject(
        noneLeft(`but ${vmid}, which is taken by a guest this credential may not see or on another node`),
      );
    given = true;
    return Promise.resolve(vmid);
  };
}

function noneLeft(where: string): HintedError {
  return new HintedError("OPTION_CONFLICT", `No free id ${where}`, {
    hint: "Use another 'vmid' or 'vmid_range', or leave both out to get a free id",
  });
}

function expandRanges(ranges: readonly string[]): readonly number[] {
  return ranges.flatMap((text) => {
    const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || from < 100 || to < from || to - from > 1_000_000) {
      throw new HintedError("OPTION_INVALID", `'vmid_range' has '${text}', expected an id or a range such as 200-299`, {
        hint: "Ids start at 100",
      });
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
