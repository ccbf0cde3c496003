import { HintedError } from "../errors.ts";
import type { Connection, HttpRequest } from "./connection.ts";
import { dataOf, encodeParams } from "./wire.ts";

type Headers = Readonly<Record<string, string>>;

interface Ticket {
  readonly cookie: string;
  readonly csrf: string;
  readonly madeAt: number;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

/** A ticket is good for 2 h; it is renewed after 90 minutes. */
const RENEW_AFTER_MS = 90 * 60_000;

/** The authentication headers of one connection: a constant one for a token, a ticket fetched and renewed for a password. */
export class Authentication {
  readonly #connection: Connection;
  #ticket: Promise<Ticket> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Headers for a request; a write by ticket also carries the CSRF token. @throws HintedError PROXMOX_UNAUTHORIZED and network codes */
  async headers(method: HttpRequest["method"]): Promise<Headers> {
    const { credential } = this.#connection.endpoint;
    if (credential.kind === "token") return { authorization: `PVEAPIToken=${credential.id}=${credential.secret}` };
    if (credential.kind === "pvesh") return {};
    const ticket = await this.#current(credential);
    const cookie = { cookie: `PVEAuthCookie=${encodeURIComponent(ticket.cookie)}` };
    return method === "GET" ? cookie : { ...cookie, CSRFPreventionToken: ticket.csrf };
  }

  /** Forgets the ticket, so that the next request fetches a new one. False when there is none to renew (a token). */
  renew(): boolean {
    const had = this.#ticket !== undefined;
    this.#ticket = undefined;
    return had;
  }

  async #current(login: Login): Promise<Ticket> {
    const pending = this.#ticket ?? this.#start(login);
    const known = await pending;
    if (Date.now() - known.madeAt < RENEW_AFTER_MS) return known;
    // Too old: the first to notice fetches a new one, the others wait for that.
    return this.#ticket === pending ? this.#start(login) : (this.#ticket ?? this.#start(login));
  }

  #start(login: Login): Promise<Ticket> {
    const fetching = this.#fetch(login);
    this.#ticket = fetching;
    // A login that was refused leaves nothing to renew: it is not tried again with the same password.
    fetching.catch(() => (this.#ticket = undefined));
    return fetching;
  }

  async #fetch(login: Login): Promise<Ticket> {
    const path = "/access/ticket";
    const answer = await this.#connection.send({
      method: "POST",
      path: `/api2/json${path}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: encodeParams({ username: login.user, password: login.password }),
    });
    const data = dataOf(answer, { method: "POST", path, identity: login.user });
    return readTicket(data, login.user);
  }
}

function readTicket(data: unknown, user: string): Ticket {
  const { ticket, CSRFPreventionToken: csrf } = data as {
    readonly ticket?: unknown;
    readonly CSRFPreventionToken?: unknown;
  };
  if (typeof ticket === "string" && typeof csrf === "string" && !ticket.startsWith("PVE:!tfa!")) {
    return { cookie: ticket, csrf, madeAt: Date.now() };
  }
  throw new HintedError("PROXMOX_UNAUTHORIZED", `${user} needs a second factor, which a password alone does not give`, {
    hint: "Use an API token for automation: 'api_user' as user@realm!tokenid with 'api_token_secret'",
  });
}
