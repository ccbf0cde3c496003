import { randomBytes } from "node:crypto";
import type { Dialogue, Heard } from "../../../core/command-streams.ts";

const NOTHING = Buffer.alloc(0);

/**
 * Tells a tool that brings commands somewhere else from the commands themselves: these announce themselves when they start, on a line
 * of their own that is no part of their output. What fails before that is the tool, whatever its exit code and words.
 */
export class StartMark implements Dialogue {
  readonly #mark = `COMMAND-START-${randomBytes(12).toString("hex")}`;
  #heard = "";
  #hasBegun = false;

  /** Whether the command itself has started. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The command with its announcement. */
  announced(argv: readonly string[]): readonly string[] {
    return ["/bin/sh", "-c", `echo ${this.#mark}; exec "$@"`, "sh", ...argv];
  }

  hear(from: "stdout" | "stderr", chunk: Buffer): Heard {
    if (this.#hasBegun || from === "stderr") return { output: chunk };
    // Bytes go through latin1 unharmed.
    this.#heard += chunk.toString("latin1");
    const at = this.#heard.indexOf(`${this.#mark}\n`);
    if (at < 0) return { output: NOTHING };
    this.#hasBegun = true;
    return { output: Buffer.from(this.#heard.slice(at + this.#mark.length + 1), "latin1"), begin: true };
  }
}
