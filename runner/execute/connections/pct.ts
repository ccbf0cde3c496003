import { chained } from "../../../core/command-streams.ts";
import { UnreachableError } from "../../../core/errors.ts";
import type { CommandIo, CommandRunner } from "./posix-target.ts";
import { StartMark } from "./start-mark.ts";
import type { CommandResult } from "./target.ts";

/** Runs commands in a container from its node, by `pct exec`. */
export class PctRunner implements CommandRunner {
  readonly #node: CommandRunner;
  readonly #vmid: number;

  constructor(node: CommandRunner, vmid: number) {
    this.#node = node;
    this.#vmid = vmid;
  }

  /** @throws UnreachableError when the command never started in the container; what the node's own runner throws */
  async run(argv: readonly string[], io: CommandIo): Promise<CommandResult> {
    const mark = new StartMark();
    const dialogue = io.dialogue ? chained(mark, io.dialogue) : mark;
    const tool = ["pct", "exec", String(this.#vmid), "--", ...mark.announced(argv)];
    const result = await this.#node.run(tool, { ...io, dialogue }).catch(withoutTool);
    if (mark.hasBegun || io.signal.aborted) return result;
    const said = result.stderr.toString("utf8").trim();
    const reason = said === "" ? `it ended with ${result.rc}` : said;
    throw new UnreachableError(
      "HOST_UNREACHABLE",
      `Container ${this.#vmid} can not be reached by pct exec: ${reason}`,
      {
        hint: "Check proxmox_vmid, that the container runs, and that ansible_host is the node it is on",
      },
    );
  }
}

/** This machine is no node: as a shell would say it. */
function withoutTool(error: unknown): CommandResult {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  return { rc: 127, stdout: Buffer.alloc(0), stderr: Buffer.from("pct: command not found") };
}
