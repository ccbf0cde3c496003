import { randomBytes } from "node:crypto";
import { HintedError } from "../../../core/errors.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import { BecomeDialogue } from "./become-dialogue.ts";
import type { BecomeSpec } from "./connect.ts";

/** A command as another user, and what is said before it starts. */
export interface Becoming {
  readonly argv: readonly string[];
  readonly dialogue: BecomeDialogue;
}

/**
 * Wraps a command so that it runs as another user. It announces itself when it starts, so that a password goes to the program
 * that asks for it and the input to the command, whether or not a password is asked for.
 * @throws HintedError PLAYBOOK_UNSUPPORTED for an unknown method, or a password for one that takes it from a terminal only
 */
export function becoming(become: BecomeSpec, argv: readonly string[]): Becoming {
  const key = randomBytes(12).toString("hex");
  const dialogue = new BecomeDialogue(become, { prompt: `[become ${key}] `, start: `BECOME-START-${key}` });
  const inner = ["/bin/sh", "-c", `echo ${dialogue.start}; exec "$@"`, "sh", ...argv];
  return { argv: becomeArgv(become, inner, dialogue.prompt), dialogue };
}

function becomeArgv(become: BecomeSpec, inner: readonly string[], prompt: string): readonly string[] {
  const flags = become.flags === undefined ? undefined : become.flags.split(/\s+/).filter(Boolean);
  switch (become.method) {
    case "sudo":
      return [become.exe ?? "sudo", ...(flags ?? ["-H"]), ...ask(become, prompt), "-u", become.user, "--", ...inner];
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

/** Without a password sudo must not ask for one: it fails at once and says so. With one it asks by our own words and reads its input. */
function ask({ password }: BecomeSpec, prompt: string): readonly string[] {
  return password === undefined ? ["-n"] : ["-S", "-p", prompt];
}

function refusePassword({ method, password }: BecomeSpec): void {
  if (password === undefined) return;
  throw new HintedError("PLAYBOOK_UNSUPPORTED", `become_method '${method}' asks for its password on a terminal only`, {
    hint: "Use become_method: sudo, or allow the change without a password",
  });
}
