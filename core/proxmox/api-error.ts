import { HintedError, type ErrorCode } from "../errors.ts";

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
    kind: () => ({
      code: "PROXMOX_FORBIDDEN",
      hint: "Only root@pam itself may do this, logged in with its password: no API token counts as root. Leave the option out, or set it on the node",
    }),
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
    matches: ({ message }) => /can't lock file|got timeout|is locked/.test(message),
    kind: () => ({
      code: "PROXMOX_LOCKED",
      hint: "Wait for the task that holds the lock (see the task list of the node), then run again",
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

function unauthorized({ reason, identity }: FailedAnswer): Kind {
  const hint = /No ticket/.test(reason)
    ? "Give 'api_user' with 'api_token_secret', or 'api_password'"
    : `The server does not tell these apart for ${identity}: wrong secret, no such user or token, expired or disabled; check them with 'pveum user list' and 'pveum user token list'`;
  return { code: "PROXMOX_UNAUTHORIZED", hint };
}

/** `Permission check failed (/vms/200, VM.Audit|VM.Config.Disk)` names what is missing; compound checks do not. */
function forbidden({ message, reason, identity }: FailedAnswer): Kind {
  const [, path, privileges] = /Permission check failed \((\S+), ([^)]+)\)/.exec(`${reason} ${message}`) ?? [];
  const token = identity.includes("!");
  const both = token ? " (a token with privilege separation needs it, and its user too)" : "";
  const hint =
    path === undefined || privileges === undefined
      ? `Grant ${identity} the privileges the call needs${both}; the server does not say which`
      : `Grant ${privileges.replaceAll("|", " or ")} on ${path} to ${identity}${both}: pveum acl modify ${path} --${token ? "tokens" : "users"} '${identity}' --roles ROLE`;
  return { code: "PROXMOX_FORBIDDEN", hint };
}

/** The reason phrase and the parameter errors, on one line. */
function fullReason({ reason, message, errors }: FailedAnswer): string {
  const text = message.trim().length > reason.length ? message.trim() : reason;
  const details = Object.entries(errors).map(([name, error]) => `${name}: ${error.trim()}`);
  return details.length === 0 ? text : `${text} (${details.join("; ")})`;
}
