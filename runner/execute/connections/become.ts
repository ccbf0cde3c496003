import { HintedError } from "../../../core/errors.ts";
import type { BecomeSpec } from "./connect.ts";
import { shellQuote } from "./shell-quote.ts";

/**
 * The argument vector that runs a command as another user; environment variables are set after the change of user, which
 * would drop them. @throws HintedError PLAYBOOK_UNSUPPORTED for an unknown method
 */
export function becomeArgv(
  become: BecomeSpec,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): readonly string[] {
  const inner = withEnvironment(argv, env);
  const flags = become.flags === undefined ? undefined : become.flags.split(/\s+/).filter(Boolean);
  switch (become.method) {
    case "sudo":
      return [become.exe ?? "sudo", ...(flags ?? ["-H"]), ...sudoPassword(become), "-u", become.user, "--", ...inner];
    case "su":
      refusePassword(become);
      return [become.exe ?? "su", ...(flags ?? []), become.user, "-c", inner.map(shellQuote).join(" ")];
    case "runuser":
      return [become.exe ?? "runuser", ...(flags ?? []), "-u", become.user, "--", ...inner];
    case "doas":
      refusePassword(become);
      return [become.exe ?? "doas", ...(flags ?? ["-n"]), "-u", become.user, ...inner];
    default:
      throw new HintedError("PLAYBOOK_UNSUPPORTED", `become_method '${become.method}' is not supported`, {
        hint: "Use sudo, su, runuser or doas",
      });
  }
}

/** What goes to the command's input: the password first when there is one. */
export function becomeInput(become: BecomeSpec, stdin: string | Buffer | undefined): string | Buffer | undefined {
  if (become.password === undefined || become.method !== "sudo") return stdin;
  return Buffer.concat([Buffer.from(`${become.password}\n`), Buffer.from(stdin ?? "")]);
}

/** Without a password sudo must not ask for one: it fails at once and says so. With one it reads it from its input, silently. */
function sudoPassword({ password }: BecomeSpec): readonly string[] {
  return password === undefined ? ["-n"] : ["-S", "-p", ""];
}

function withEnvironment(argv: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? argv : ["env", ...pairs, ...argv];
}

function refusePassword({ method, password }: BecomeSpec): void {
  if (password === undefined) return;
  throw new HintedError("PLAYBOOK_UNSUPPORTED", `become_method '${method}' asks for its password on a terminal only`, {
    hint: "Use become_method: sudo, or allow the change without a password",
  });
}
