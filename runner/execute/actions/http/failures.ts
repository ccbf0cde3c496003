import { HintedError } from "../../../../core/errors.ts";
import { shownUrl, withoutPasswords } from "./request.ts";

/** Errors of sockets and names with their numbers and words on Linux, which Python shows. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "[Errno 111] Connection refused",
  ECONNRESET: "[Errno 104] Connection reset by peer",
  EHOSTUNREACH: "[Errno 113] No route to host",
  ENETUNREACH: "[Errno 101] Network is unreachable",
  ETIMEDOUT: "[Errno 110] Connection timed out",
  ENOTFOUND: "[Errno -2] Name or service not known",
  EAI_AGAIN: "[Errno -3] Temporary failure in name resolution",
};

/** The failure of a request that got no answer, from what Node says. @returns the words Ansible's `fetch_url` has for it */
export function nodeFailure(url: string, error: Error & { readonly code?: unknown }): HintedError {
  const code = typeof error.code === "string" ? error.code : "";
  if (error.message === "socket hang up")
    return noAnswer(url, "Connection failure: Remote end closed connection without response", error);
  const isTls = /certificate|self.signed|SSL|TLS/i.test(`${error.message} ${code}`);
  const said = isTls
    ? `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${error.message}`
    : (SYSTEM_ERRORS[code] ?? error.message);
  return noAnswer(url, `Request failed: <urlopen error ${said}>`, error);
}

/** The failure of a server that said nothing in time. `connecting`: not even that it is there. */
export function timedOut(url: string, connecting: boolean): HintedError {
  return noAnswer(url, connecting ? "Request failed: <urlopen error timed out>" : "Connection failure: timed out");
}

/** The failure of a request that a program of the target sent. */
export function toolFailed(url: string, said: string): HintedError {
  return noAnswer(url, `Request failed: <urlopen error ${withoutPasswords(said)}>`);
}

/** What a request that was stopped on its way comes to. */
export function stopped(): HintedError {
  return new HintedError("INTERRUPTED", "The request was stopped before its answer was there", {
    hint: "Run the playbook again",
  });
}

function noAnswer(url: string, message: string, cause?: Error): HintedError {
  const isTls = /certificate|SSL|TLS/i.test(message);
  return new HintedError("TASK_FAILED", withoutPasswords(message), {
    hint: isTls
      ? "Give the server's certificate authority with 'ca_path', or trust it on that machine"
      : "Check the address, and that the server can be reached",
    details: { status: -1, url: shownUrl(url) },
    cause,
  });
}
