import { ApiError } from "./api-error.ts";
import type { Connection, HttpRequest } from "./connection.ts";
import { oddityOf } from "./credentials.ts";
import { HintedError } from "../errors.ts";
import { multipart, type UploadFile } from "./multipart.ts";
import { type SayProgress, withProgress } from "./progress.ts";
import { withRetries } from "./retry.ts";
import { Authentication } from "./ticket.ts";
import { dataOf, encodeParams, type Params } from "./wire.ts";

const authentications = new WeakMap<Connection, Authentication>();

/** The API as modules use it: paths without `/api2/json`, parameters as objects, `data` as the result. */
export class ProxmoxClient {
  readonly connection: Connection;
  /** Aborted when the process is told to stop; waits end then. */
  readonly signal: AbortSignal;
  readonly #say: SayProgress;

  constructor(connection: Connection, signal: AbortSignal, say: SayProgress = () => undefined) {
    this.connection = connection;
    this.signal = signal;
    this.#say = say;
  }

  /** `user@realm` or `user@realm!tokenid` that asks. */
  get identity(): string {
    return this.connection.identity;
  }

  /** Shows a line about work that is going on to a person who watches, if any does. */
  say(text: string): void {
    this.#say(text);
  }

  /** GET. The type is the caller's word for what the schema says of `returns`. @throws ApiError, HintedError PROXMOX_* */
  async get<T>(path: string, params: Params = {}): Promise<T> {
    return (await this.#call("GET", path, params)) as T;
  }

  /** GET, once and only until the signal is aborted: for questions that may stay unanswered. @throws as get, or the abort's error */
  async probe<T>(path: string, signal: AbortSignal): Promise<T> {
    return (await this.#once({ method: "GET", path, params: {}, signal })) as T;
  }

  /** POST. @throws ApiError, HintedError PROXMOX_* */
  async post<T>(path: string, params: Params = {}): Promise<T> {
    return (await this.#call("POST", path, params)) as T;
  }

  /**
   * POST of a form with a file, which is streamed: memory does not grow with its size.
   * @throws ApiError, HintedError PROXMOX_*; INTERRUPTED when stopped meanwhile, which leaves nothing on the server; what reading the file throws
   */
  async upload<T>(path: string, upload: Upload): Promise<T> {
    const file = withProgress(upload.file, this.#say);
    const call = { method: "POST", path, params: {}, upload: { ...upload, file }, signal: this.signal } as const;
    try {
      return (await withRetries("POST", () => this.#once(call), this.signal)) as T;
    } catch (error) {
      throw this.signal.aborted ? interrupted(call, "Stopped during") : error;
    }
  }

  /** PUT. @throws ApiError, HintedError PROXMOX_* */
  async put<T>(path: string, params: Params = {}): Promise<T> {
    return (await this.#call("PUT", path, params)) as T;
  }

  /** DELETE; parameters go into the query, the server refuses a body. @throws ApiError, HintedError PROXMOX_* */
  async delete<T>(path: string, params: Params = {}): Promise<T> {
    return (await this.#call("DELETE", path, params)) as T;
  }

  async #call(method: HttpRequest["method"], path: string, params: Params): Promise<unknown> {
    return withRetries(method, () => this.#once({ method, path, params }), this.signal);
  }

  async #once(call: Call, renewed = false): Promise<unknown> {
    if (this.signal.aborted) throw interrupted(call);
    const authentication = this.#authentication();
    try {
      return await this.#send(call, await authentication.headers(call.method));
    } catch (error) {
      const expired = error instanceof ApiError && error.answer.status === 401 && call.path !== "/access/ticket";
      if (expired && !renewed && authentication.renew()) return this.#once(call, true);
      throw error;
    }
  }

  async #send(call: Call, auth: Readonly<Record<string, string>>): Promise<unknown> {
    const { method, path, params, signal, upload } = call;
    if (upload) return this.#sendFile(call, upload, auth);
    const encoded = encodeParams(params);
    const inBody = method === "POST" || method === "PUT";
    const query = inBody || encoded === "" ? "" : `?${encoded}`;
    const answer = await this.connection.send({
      method,
      path: `/api2/json${path}${query}`,
      headers: inBody ? { ...auth, "content-type": "application/x-www-form-urlencoded" } : auth,
      body: inBody ? encoded : undefined,
      signal,
    });
    return dataOf(answer, { method, path, ...this.#asker() });
  }

  async #sendFile(
    { method, path, signal }: Call,
    upload: Upload,
    auth: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const { contentType, length, body } = multipart(upload.fields, upload.file);
    const answer = await this.connection.send({
      method,
      path: `/api2/json${path}`,
      headers: { ...auth, "content-type": contentType, "content-length": String(length) },
      body,
      signal,
      timeout: upload.timeout,
    });
    return dataOf(answer, { method, path, ...this.#asker() });
  }

  #asker(): { readonly identity: string; readonly oddity: string | undefined } {
    return { identity: this.identity, oddity: oddityOf(this.connection.endpoint.credential) };
  }

  #authentication(): Authentication {
    const known = authentications.get(this.connection) ?? new Authentication(this.connection);
    authentications.set(this.connection, known);
    return known;
  }
}

/** A file with the form fields that go before it. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: UploadFile;
  /** Seconds without progress before the upload is given up. */
  readonly timeout: number;
}

interface Call {
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly params: Params;
  readonly signal?: AbortSignal;
  readonly upload?: Upload;
}

function interrupted({ method, path }: Call, when = "Stopped before"): HintedError {
  return new HintedError("INTERRUPTED", `${when} ${method} ${path}`, {
    hint: "Run again: what is already done is found and not done twice",
  });
}
