import { UnreachableError } from "../../errors.ts";
import type { SshSettings } from "../settings.ts";
import type { LoginTrouble } from "./authentication.ts";

/** What ssh2 and the system tell about an error. */
interface Told {
  readonly code: unknown;
  readonly level: unknown;
  readonly message: string;
}

const told = (error: Error): Told => ({
  code: "code" in error ? error.code : undefined,
  level: "level" in error ? error.level : undefined,
  message: error.message,
});

/** Why a connection did not come about, told apart. */
export function connectFailure(error: Error, settings: SshSettings, trouble: LoginTrouble): UnreachableError {
  if (error instanceof UnreachableError) return error;
  const { code, level, message } = told(error);
  const fail = failing(settings, error);
  if (level === "client-authentication" || /authentication failures/i.test(message))
    return refused(settings, trouble, error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || level === "client-dns")
    return fail("SSH_NAME_UNKNOWN", "its name is not known", "Correct ansible_host or HostName");
  if (code === "ECONNREFUSED")
    return fail("SSH_CONNECTION_REFUSED", "connection refused", "Check that sshd runs there and listens on this port");
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH" || level === "client-timeout")
    return fail(
      "SSH_TIMEOUT",
      code === "EHOSTUNREACH" || code === "ENETUNREACH"
        ? "no route to the host"
        : `no answer within ${settings.connectTimeout} s`,
      "Check that the host is up and no firewall is in the way, or raise the timeout",
    );
  if (/no matching/i.test(message) || level === "handshake")
    return fail(
      "SSH_HANDSHAKE",
      message,
      "Allow a common algorithm with Ciphers, KexAlgorithms, MACs or HostKeyAlgorithms",
    );
  return fail(
    "SSH_CONNECTION_LOST",
    message,
    "Check the server's log: it ended the connection before the login was done",
  );
}

/** A connection that broke after the login. */
export function connectionLost(settings: SshSettings, cause: Error | undefined): UnreachableError {
  const message = `The connection to ${where(settings)} is lost${cause ? `: ${cause.message}` : ""}`;
  return new UnreachableError("SSH_CONNECTION_LOST", message, { hint: "Check that the host is up", cause });
}

/** What a jump host's failure means for the host behind it. */
export function jumpFailure(settings: SshSettings, jump: string, error: Error): UnreachableError {
  const reason = "reason" in error ? error.reason : undefined;
  const said = reason === 1 ? "it does not allow forwarding" : error.message;
  const hint = error instanceof UnreachableError ? error.hint : hintOfReason(reason);
  const message = `${where(settings)} can not be reached through jump host ${jump}: ${said}`;
  const details = error instanceof UnreachableError ? { jump_code: error.code } : {};
  return new UnreachableError("SSH_JUMP_FAILED", message, { hint, cause: error, details });
}

function hintOfReason(reason: unknown): string {
  return reason === 1
    ? "Set 'AllowTcpForwarding yes' on the jump host"
    : "Check that the host is up, and that the jump host may reach it";
}

function refused(settings: SshSettings, trouble: LoginTrouble, cause: Error): UnreachableError {
  const fail = failing(settings, cause);
  const wrong = trouble.keys.find(({ kind }) => kind === "wrong-passphrase");
  if (wrong)
    return fail("SSH_PASSPHRASE_WRONG", `the passphrase for ${wrong.source} is wrong`, "Correct the passphrase");
  if (trouble.agentLost !== undefined)
    return fail(
      "SSH_AGENT_LOST",
      `the agent at ${trouble.agentLost} does not answer, and nothing else let '${settings.user}' in`,
      "Start the agent again and set SSH_AUTH_SOCK, or name a key file",
    );
  const locked = trouble.keys.find(({ kind }) => kind === "encrypted");
  if (locked)
    return fail(
      "SSH_PASSPHRASE_MISSING",
      `${locked.source} is encrypted, and no passphrase is given`,
      "Add the key to an agent with ssh-add, or give its passphrase in ansible_private_key_passphrase",
    );
  const bad = trouble.keys.find(({ kind }) => kind === "unreadable");
  const named = settings.login.privateKey === undefined ? trouble.keys.filter(({ kind }) => kind === "missing") : [];
  const notes = [
    ...(bad ? [`${bad.source} holds no key that can be read`] : []),
    ...(named.length > 0 && named.length === settings.login.identityFiles.length
      ? [`there is no key in ${named.map(({ source }) => source).join(", ")}`]
      : []),
    ...(trouble.wantsMore ? [`it wants more than one proof`] : []),
    `it accepts ${trouble.accepted.join(", ") || "nothing we have"}`,
  ];
  return fail(
    "SSH_AUTH_REFUSED",
    `the server lets '${settings.user}' not in (${notes.join("; ")})`,
    "Check user, key and password (ansible_user, ansible_ssh_private_key_file, ansible_password)",
  );
}

function failing(settings: SshSettings, cause: Error) {
  return (code: UnreachableError["code"], reason: string, hint: string): UnreachableError =>
    new UnreachableError(code, `Failed to connect to ${where(settings)} via ssh: ${reason}`, { hint, cause });
}

/** A host as messages call it. */
export function where({ name, host, port }: SshSettings): string {
  return `${name === host ? host : `${name} (${host})`}${port === 22 ? "" : ` port ${port}`}`;
}
