import type { LocalFile } from "../files/content.ts";

/** One HTTP request, redirects and log-in included. Options not given are as Ansible's `urls` has them by default. */
export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | LocalFile | TargetFile | undefined;
  readonly follow_redirects: "all" | "no" | "none" | "safe" | "urllib2" | "yes";
  /** Seconds without anything being heard, from the first try to connect to the last byte. */
  readonly timeout: number;
  readonly url_username?: string | undefined;
  readonly url_password?: string | undefined;
  readonly force_basic_auth?: boolean | undefined;
  readonly use_netrc?: boolean | undefined;
  readonly validate_certs: boolean;
  readonly ca_path?: string | undefined;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
  readonly ciphers?: readonly string[] | undefined;
  readonly unix_socket?: string | undefined;
  readonly use_proxy?: boolean | undefined;
  readonly decompress?: boolean | undefined;
  /** Names of headers that are for the first server only. */
  readonly unredirected_headers?: readonly string[] | undefined;
}

/** A file of the target. */
export interface TargetFile {
  readonly path: string;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** `OK (12 bytes)` or `HTTP Error 404: Not Found`, the way Ansible words it. */
  readonly message: string;
  /** The last address after redirects; of a refusal the one that was asked for. Passwords are hidden. */
  readonly url: string;
  /** Names in lower case; repeated ones in one line. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for a refusal, as Ansible tells none then. */
  readonly cookies: Readonly<Record<string, string>> | undefined;
  /** Empty where the body went into a file. */
  readonly body: Buffer;
}

/** One request as it goes to one server: nothing is added or followed any more. */
export interface Hop extends Omit<HttpRequest, "url_username" | "url_password" | "follow_redirects"> {
  /** Without a name and password in it. */
  readonly url: string;
}

/** One server's answer. */
export interface HopAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Sends requests from somewhere; bodies of answers go to the file it was made with, if any. */
export interface HopSender {
  /** @throws HintedError TASK_FAILED when no answer came */
  send(hop: Hop): Promise<HopAnswer>;
  close(): Promise<void>;
}

/** An address as it may be shown: a name and password in it are hidden as Ansible's `mask_url` hides them. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)([^/?#]*)@/, (_all, scheme: string, login: string) =>
    login.includes(":") ? `${scheme}****:****@` : `${scheme}****@`,
  );
}

/** A text of a program with the passwords in its addresses hidden. */
export function withoutPasswords(text: string): string {
  return text.replace(/(\w+:\/\/)[^/?#\s'"]*@/g, "$1****:****@");
}

/** The first value of a header; names count in any case. */
export function headerOf({ headers }: HopAnswer, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
