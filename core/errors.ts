/**
 * The closed list of failure codes. Tests and playbooks match these, never the sentence.
 * Grouped by the room that raises them; add a line here when a new kind of failure is told apart.
 */
export type ErrorCode =
  // module arguments
  | "ARGS_FILE_UNREADABLE"
  | "ARGS_NOT_JSON"
  | "OPTION_UNKNOWN"
  | "OPTION_MISSING"
  | "OPTION_INVALID"
  | "OPTION_CONFLICT"
  | "OPTION_UNSUPPORTED"
  // the API
  | "PROXMOX_HOST_UNKNOWN"
  | "PROXMOX_UNREACHABLE"
  | "PROXMOX_TLS"
  | "PROXMOX_TIMEOUT"
  | "PROXMOX_CONNECTION_LOST"
  | "PROXMOX_UNAUTHORIZED"
  | "PROXMOX_FORBIDDEN"
  | "PROXMOX_BAD_REQUEST"
  | "PROXMOX_NOT_FOUND"
  | "PROXMOX_LOCKED"
  | "PROXMOX_CONFLICT"
  | "PROXMOX_SERVER_ERROR"
  | "PROXMOX_BAD_ANSWER"
  | "PROXMOX_TASK_FAILED"
  | "PROXMOX_TASK_TIMEOUT"
  // what modules decide
  | "GUEST_NOT_FOUND"
  | "GUEST_AMBIGUOUS"
  | "GUEST_STATE"
  | "GUEST_PROTECTED"
  | "GUEST_FROZEN"
  | "DISK_SHRINK"
  | "BACKUP_NOT_FOUND"
  | "BACKUP_PROTECTED"
  | "SNAPSHOT_NOT_FOUND"
  | "SNAPSHOT_UNSUPPORTED"
  | "SNAPSHOT_UNFINISHED"
  | "AGENT_DISABLED"
  | "AGENT_NOT_RUNNING"
  | "IP_NOT_FOUND"
  | "STORAGE_UNSUITABLE"
  | "CHECKSUM_MISMATCH"
  | "ACCESS_LOCKOUT"
  | "SECRET_NOT_STORED"
  | "SECRET_HAS_NO_PLACE"
  | "INTERRUPTED"
  // vault
  | "VAULT_NO_PASSWORD"
  | "VAULT_WRONG_PASSWORD"
  | "VAULT_TAMPERED"
  | "VAULT_FORMAT"
  | "VAULT_CONFLICT"
  // YAML, templates
  | "YAML_SYNTAX"
  | "TEMPLATE_SYNTAX"
  | "TEMPLATE_UNDEFINED"
  | "TEMPLATE_UNKNOWN_FILTER"
  | "TEMPLATE_UNKNOWN_TEST"
  | "TEMPLATE_UNKNOWN_LOOKUP"
  | "TEMPLATE_FAILED"
  // inventory and playbooks
  | "INVENTORY_SYNTAX"
  | "INVENTORY_UNREADABLE"
  | "PLAYBOOK_SYNTAX"
  | "PLAYBOOK_UNKNOWN_KEYWORD"
  | "PLAYBOOK_UNKNOWN_MODULE"
  | "PLAYBOOK_UNSUPPORTED"
  // SSH
  | "SSH_CONFIG"
  | "SSH_HOST_UNKNOWN"
  | "SSH_HOST_KEY_CHANGED"
  | "SSH_HOST_KEY_REVOKED"
  | "SSH_HOST_CERTIFICATE"
  | "SSH_NAME_UNKNOWN"
  | "SSH_CONNECTION_REFUSED"
  | "SSH_CONNECTION_LOST"
  | "SSH_TIMEOUT"
  | "SSH_HANDSHAKE"
  | "SSH_AUTH_REFUSED"
  | "SSH_PASSPHRASE_MISSING"
  | "SSH_PASSPHRASE_WRONG"
  | "SSH_AGENT_LOST"
  | "SSH_JUMP_FAILED"
  | "SSH_COMMAND_FAILED"
  // targets
  | "TARGET_DISK_FULL"
  | "BECOME_PASSWORD_MISSING"
  | "BECOME_PASSWORD_WRONG"
  | "BECOME_NOT_ALLOWED"
  | "BECOME_NEEDS_TTY"
  // running playbooks
  | "HOST_UNREACHABLE"
  | "HANDLER_UNKNOWN"
  | "NO_HOSTS"
  | "TASK_TIMEOUT"
  | "TASK_FAILED"
  | "FILE_NOT_FOUND"
  | "FILE_UNREADABLE"
  | "FILE_REFUSED"
  | "USAGE";

/** Where in a source file something stands; line and column count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** For a text that YAML folded from several lines: where each of these lines but the first begins in it. */
  readonly folds?: readonly Fold[];
}

/** The place of a line of a folded text: `at` counts characters of the text from 0, line and column count from 1. */
export interface Fold {
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

interface HintedErrorOptions {
  readonly hint: string;
  readonly cause?: unknown;
  readonly origin?: Origin | undefined;
  /** Data for the result beside `msg` (such as a UPID that still runs). Never secrets. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Every failure a user can act on: what happened, a stable code, and what to do next. */
export class HintedError extends Error {
  override readonly name: string = "HintedError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly origin: Origin | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: HintedErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.origin = options.origin;
    this.details = options.details ?? {};
  }

  /** The same failure with a place, unless it has one already. */
  at(origin: Origin | undefined): HintedError {
    if (this.origin || !origin) return this;
    const { code, message, hint, details } = this;
    return new HintedError(code, message, { hint, details, origin, cause: this });
  }
}

/** The target of a task can not be reached, or is lost: Ansible's `unreachable`, which is told apart from a failure. */
export class UnreachableError extends HintedError {
  override readonly name = "UnreachableError";

  override at(origin: Origin | undefined): UnreachableError {
    if (this.origin || !origin) return this;
    const { code, message, hint, details } = this;
    return new UnreachableError(code, message, { hint, details, origin, cause: this });
  }
}
