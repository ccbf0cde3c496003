/** One HTTP request, redirects and log-in included. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly follow_redirects: "all" | "no" | "none" | "safe" | "urllib2" | "yes";
  /** Seconds. */
  readonly timeout: number;
  readonly url_username?: string | undefined;
  readonly url_password?: string | undefined;
  readonly validate_certs: boolean;
  readonly ca_path?: string | undefined;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
  readonly unix_socket?: string | undefined;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** `OK (12 bytes)`, the way Ansible words it. */
  readonly message: string;
  /** The last address after redirects. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An address as it may be shown: a name and password in it are left out. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1");
}

/** Whether an answer's redirect is followed. */
export function followsRedirect({ follow_redirects: follow, method }: HttpRequest): boolean {
  if (follow === "all" || follow === "yes") return true;
  return (follow === "safe" || follow === "urllib2") && (method === "GET" || method === "HEAD");
}

/** Basic log-in as a header; nothing without a name. */
export function loginHeader({ url_username: name, url_password: password }: HttpRequest): Record<string, string> {
  if (name === undefined) return {};
  return { Authorization: `Basic ${Buffer.from(`${name}:${password ?? ""}`).toString("base64")}` };
}
