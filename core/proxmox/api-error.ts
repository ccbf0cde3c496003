import { lockHintFor } from "./lock-hint.ts";
import { HintedError, type ErrorCode } from "../errors.ts";
import { refusalHint } from "./access/refusal-hint.ts";

/** An answer of the API that says no, as it came over the wire. */
export interface FailedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The status line's reason phrase: the first line of the server's message. */
  readonly reason: string;
  /** The body's `message`, which may have more lines than the reason. */
  readonly message: string;
  /** Parameter errors by parameter. */
  readonly errors: Readonly<Record<string, string>>;
  /** `user@realm` or `user@realm!tokenid` that asked. */
  readonly identity: string;
  /** What is odd about the form of the credential, when anything is. */
  readonly oddity?: string | undefined;
}

/** A failure reported by the Proxmox VE API; `answer` is what the server said. */
export class ApiError extends HintedError {
  override readonly name = "ApiError";
  readonly answer: FailedAnswer;

  constructor(answer: FailedAnswer) {
    const kind = kindOf(answer);
    super(kind.code, `${answer.method} ${answer.path}: ${answer.status} ${fullReason(answer)}`, {
      hint: kind.hint,
      details: { status: answer.status, reason: answer.reason },
    });
    this.answer = answer;
  }
}

const PROXY_FAILURES: ReadonlySet<number> = new Set([502, 503, 504, 595, 596]);

/** Whether the answer is that of a proxy on the way, which could not reach the node or not in time: the next may be the node's own. */
export function isProxyFailure(error: ApiError): boolean {
  return PROXY_FAILURES.has(error.answer.status);
}

interface Kind {
  readonly code: ErrorCode;
  readonly hint: string;
}

/** The recorded phrases of the real API, in the order they are tried (status first where it decides alone). */
const KINDS: readonly {
  readonly matches: (answer: FailedAnswer) => boolean;
  readonly kind: (answer: FailedAnswer) => Kind;
}[] = [
  { matches: ({ status }) => status === 401, kind: unauthorized },
  {
    matches: ({ message, reason }) =>
      /only root can set|only allowed for root@pam|Only root may use|Only root can pass/.test(`${reason} ${message}`),
    kind: forbidden,
  },
  {
    matches: ({ status, message }) => status === 403 || /\b403 Permission check failed/.test(message),
    kind: forbidden,
  },
  {
    matches: ({ status, reason }) => status === 500 && /does not exist|no such|not found/i.test(reason),
    kind: () => ({
      code: "PROXMOX_NOT_FOUND",
      hint: "Check the name or id, and that the object is on the node the task names",
    }),
  },
  {
    matches: ({ message }) => /can't lock file|got lock request timeout|is locked/.test(message),
    kind: ({ message, path }) => ({
      code: "PROXMOX_LOCKED",
      hint:
        lockHintFor(message, path) ??
        "Wait for the task that holds the lock (see the task list of the node), then run again",
    }),
  },
  {
    matches: ({ message }) => /qga command '.*' failed/.test(message),
    kind: () => ({
      code: "PROXMOX_SERVER_ERROR",
      hint: "The guest agent did not answer in time, and what it was asked for may be under way: look into the guest before you run again",
    }),
  },
  {
    matches: ({ message }) => /checksum mismatch|detected modified configuration/.test(message),
    kind: () => ({
      code: "PROXMOX_CONFLICT",
      hint: "Somebody else changed the configuration at the same time: run again",
    }),
  },
  {
    matches: ({ status }) => status === 404,
    kind: () => ({ code: "PROXMOX_NOT_FOUND", hint: "Check that 'api_host' and 'api_port' lead to a Proxmox VE API" }),
  },
  {
    matches: ({ status }) => status === 400,
    kind: () => ({ code: "PROXMOX_BAD_REQUEST", hint: "Correct the option the server names" }),
  },
  {
    matches: ({ status }) => status === 501,
    kind: () => ({
      code: "PROXMOX_SERVER_ERROR",
      hint: "The server's Proxmox VE version does not have this call: compare its version with the documentation",
    }),
  },
  {
    matches: ({ status }) => status === 595 || status === 596,
    kind: () => ({
      code: "PROXMOX_SERVER_ERROR",
      hint: "The API host could not reach the node: check that the node is online and its pvedaemon runs",
    }),
  },
];

function kindOf(answer: FailedAnswer): Kind {
  const found = KINDS.find(({ matches }) => matches(answer));
  return (
    found?.kind(answer) ?? {
      code: "PROXMOX_SERVER_ERROR",
      hint: "Look at the task list and the journal of the node for the cause",
    }
  );
}

function unauthorized(answer: FailedAnswer): Kind {
  const hint = refusalHint(answer.reason, answer) ?? "Check the credential: the server's words are not known";
  return { code: "PROXMOX_UNAUTHORIZED", hint };
}

function forbidden(answer: FailedAnswer): Kind {
  const hint = refusalHint(`${answer.reason} ${answer.message}`, answer);
  return { code: "PROXMOX_FORBIDDEN", hint: hint ?? `Grant ${answer.identity} what the call needs` };
}

/** The reason phrase and the parameter errors, on one line. */
function fullReason({ reason, message, errors }: FailedAnswer): string {
  const text = message.trim().length > reason.length ? message.trim() : reason;
  const details = Object.entries(errors).map(([name, error]) => `${name}: ${error.trim()}`);
  return details.length === 0 ? text : `${text} (${details.join("; ")})`;
}
