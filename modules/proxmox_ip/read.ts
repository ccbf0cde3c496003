import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../core/errors.ts";
import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import {
  type Address,
  agentAddresses,
  type AgentInterface,
  containerAddresses,
  type ContainerInterface,
} from "../../core/proxmox/guest-addresses.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { selectGuests } from "../kit/guest-selection.ts";
import { configuredAddresses, usable } from "./addresses.ts";
import type { IpArgs } from "./options.ts";
import { gaveUp, verdict } from "./verdict.ts";

/** A guest with its addresses. */
export interface GuestAddresses {
  readonly guest: Guest;
  readonly addresses: readonly Address[];
  /** `guest`: reported by it; `configured`: what its configuration names, which it may not have. */
  readonly source: "guest" | "configured";
}

/** Pauses between questions to one guest, in ms. */
const PAUSES = [200, 300, 500, 700];
const LONGEST_PAUSE = 1000;

/** Asks all guests at once, and goes on asking those without an address until the time is up. One request for each guest that answers. */
export async function read(client: ProxmoxClient, args: IpArgs): Promise<readonly GuestAddresses[]> {
  const guests = await selectGuests(client, args);
  const deadline = Date.now() + args.timeout * 1000;
  usable([], args);
  return Promise.all(guests.map((guest) => askOrFallBack(client, guest, { args, deadline })));
}

interface Asked {
  readonly args: IpArgs;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

async function askOrFallBack(client: ProxmoxClient, guest: Guest, { args, deadline }: Asked): Promise<GuestAddresses> {
  try {
    return await new Question(client, guest, args).answer(deadline);
  } catch (error) {
    if (args.fallback === "none" || !(error instanceof HintedError) || error.code === "INTERRUPTED") throw error;
    const config = await client.get<Readonly<Record<string, unknown>>>(`${guestPath(guest)}/config`);
    const addresses = usable(configuredAddresses(config), { ...args, interface: undefined });
    if (addresses.length === 0) throw error;
    return { guest, addresses, source: "configured" };
  }
}

/** The question for one guest's addresses, asked until it is answered or can not be. */
class Question {
  readonly #client: ProxmoxClient;
  readonly #guest: Guest;
  readonly #args: IpArgs;

  constructor(client: ProxmoxClient, guest: Guest, args: IpArgs) {
    this.#client = client;
    this.#guest = guest;
    this.#args = args;
  }

  async answer(deadline: number): Promise<GuestAddresses> {
    for (let tries = 0; ; tries++) {
      const asked = await this.#ask();
      if (!(asked instanceof HintedError)) return { guest: this.#guest, addresses: asked, source: "guest" };
      // Why there is no answer is looked up once at the start: what waiting can not mend is said at once.
      const hopeless = tries === 0 || !this.#args.wait ? await verdict(this.#client, this.#guest, asked) : undefined;
      if (hopeless) throw hopeless;
      if (!this.#args.wait || Date.now() >= deadline) throw gaveUp(this.#guest, asked, this.#args.timeout);
      await sleep(PAUSES[tries] ?? LONGEST_PAUSE, undefined, { signal: this.#client.signal }).catch(() => undefined);
      if (this.#client.signal.aborted) throw asked;
    }
  }

  /** The usable addresses, or why there are none yet. @throws HintedError for what waiting can not mend */
  async #ask(): Promise<readonly Address[] | HintedError> {
    try {
      const found = usable(await this.#fetch(), this.#args);
      return found.length > 0 ? found : noAddress(this.#guest, this.#args);
    } catch (error) {
      if (error instanceof ApiError && error.code !== "PROXMOX_FORBIDDEN" && error.answer.status >= 500) return error;
      throw error;
    }
  }

  async #fetch(): Promise<readonly Address[]> {
    const path = guestPath(this.#guest);
    if (this.#guest.type === "lxc") {
      return containerAddresses(
        (await this.#client.get<readonly ContainerInterface[] | null>(`${path}/interfaces`)) ?? [],
      );
    }
    const { result } = await this.#client.get<{ readonly result: readonly AgentInterface[] }>(
      `${path}/agent/network-get-interfaces`,
    );
    return agentAddresses(result);
  }
}

function noAddress(guest: Guest, args: IpArgs): HintedError {
  const what = [args.family === "any" ? "" : args.family, args.interface === undefined ? "" : `on ${args.interface}`]
    .filter(Boolean)
    .join(" ");
  return new HintedError(
    "IP_NOT_FOUND",
    `Guest ${guest.vmid} has no usable address${what === "" ? "" : ` (${what})`} yet`,
    {
      hint: "Check its DHCP or cloud-init configuration, or raise 'timeout'",
    },
  );
}
