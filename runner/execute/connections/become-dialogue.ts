import type { Dialogue, Heard } from "../../../core/command-streams.ts";
import { HintedError } from "../../../core/errors.ts";
import type { BecomeSpec } from "./connect.ts";

/** The words by which we know what happens. */
interface Signs {
  /** What the password is asked for with. */
  readonly prompt: string;
  /** What the command says first, on a line of its own. */
  readonly start: string;
}

/** A question for a password, in whatever words it is put. */
const ASKS = /password[^\n]*:\s*$/i;

const NOTHING = Buffer.alloc(0);

/** Gives the password once, when asked for it, and lets the command's input flow when the command itself has started. */
export class BecomeDialogue implements Dialogue {
  readonly #become: BecomeSpec;
  readonly #signs: Signs;
  #heard = "";
  #complaint = "";
  #prompts = 0;
  #hasBegun = false;

  constructor(become: BecomeSpec, signs: Signs) {
    this.#become = become;
    this.#signs = signs;
  }

  get start(): string {
    return this.#signs.start;
  }

  get prompt(): string {
    return this.#signs.prompt;
  }

  hear(from: "stdout" | "stderr", chunk: Buffer): Heard {
    if (this.#hasBegun) return { output: chunk };
    return from === "stdout" ? this.#hearOutput(chunk) : this.#hearComplaint(chunk);
  }

  /** Why the command never started; undefined when it did. */
  failure(rc: number): HintedError | undefined {
    if (this.#hasBegun) return undefined;
    const said = this.#complaint.replaceAll(this.#signs.prompt, "").trim();
    return becomeFailure(this.#become, { said, rc, isWrong: this.#prompts > 1 });
  }

  /** Bytes go through latin1 unharmed: what follows the sign is the command's own output. */
  #hearOutput(chunk: Buffer): Heard {
    this.#heard += chunk.toString("latin1");
    const sign = `${this.#signs.start}\n`;
    const at = this.#heard.indexOf(sign);
    if (at < 0) return { output: NOTHING };
    this.#hasBegun = true;
    return { output: Buffer.from(this.#heard.slice(at + sign.length), "latin1"), begin: true };
  }

  #hearComplaint(chunk: Buffer): Heard {
    this.#complaint += chunk.toString("utf8");
    const prompts = this.#complaint.split(this.#signs.prompt).length - 1;
    // Nobody will answer: su and others would wait for ever.
    if (this.#become.password === undefined && ASKS.test(this.#complaint)) return { output: NOTHING, giveUp: true };
    if (prompts === this.#prompts) return { output: NOTHING };
    this.#prompts = prompts;
    // Asked again means that it was wrong: more of the same could lock the account.
    if (prompts > 1) return { output: NOTHING, giveUp: true };
    return { output: NOTHING, say: `${this.#become.password ?? ""}\n` };
  }
}

interface Complaint {
  readonly said: string;
  readonly rc: number;
  readonly isWrong: boolean;
}

/** Tells apart why one may not become another user; sudo's sentences are those of its C locale. */
function becomeFailure({ method, user }: BecomeSpec, { said, rc, isWrong }: Complaint): HintedError {
  if (isWrong || /incorrect password|Sorry, try again/i.test(said))
    return new HintedError("BECOME_PASSWORD_WRONG", `Incorrect ${method} password`, {
      hint: "Correct ansible_become_password, or what you type for -K",
    });
  if (/must have a tty|terminal is required/i.test(said))
    return new HintedError("BECOME_NEEDS_TTY", `${method} works on a terminal only: ${said}`, {
      hint: "Remove 'Defaults requiretty' from the target's sudoers for this user",
    });
  if (/password is required|no password was provided/i.test(said) || ASKS.test(said))
    return new HintedError("BECOME_PASSWORD_MISSING", `Missing ${method} password`, {
      hint: "Set ansible_become_password (best from a vault file) or add -K, or allow it without a password in sudoers",
    });
  const reason = said === "" ? `exit code ${rc}` : said;
  return new HintedError("BECOME_NOT_ALLOWED", `${method} does not run commands as '${user}': ${reason}`, {
    hint: `Allow it on the target (for sudo in /etc/sudoers.d), or choose another become_user or become_method`,
  });
}
