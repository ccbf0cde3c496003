import { UnreachableError } from "../../../core/errors.ts";
import type { CommandIo, CommandRunner } from "./posix-target.ts";
import type { CommandResult } from "./target.ts";

/** What the tool says, before anything runs in the container, when it can not. */
const NOT_THERE =
  /does not exist|not running!?\s*$|no such (?:container|CT)|pct: (?:command )?not found|Permission denied/im;
/** The exit code of the tool itself when it fails; commands may use it as well, so its words count too. */
const TOOL_FAILED: ReadonlySet<number> = new Set([2, 127, 255]);

/** Runs commands in a container from its node, by `pct exec`. */
export class PctRunner implements CommandRunner {
  readonly #node: CommandRunner;
  readonly #vmid: number;

  constructor(node: CommandRunner, vmid: number) {
    this.#node = node;
    this.#vmid = vmid;
  }

  async run(argv: readonly string[], io: CommandIo): Promise<CommandResult> {
    const result = await this.#node.run(["pct", "exec", String(this.#vmid), "--", ...argv], io);
    const said = result.stderr.toString("utf8").trim();
    if (!TOOL_FAILED.has(result.rc) || result.stdout.length > 0 || !NOT_THERE.test(said)) return result;
    throw new UnreachableError("HOST_UNREACHABLE", `Container ${this.#vmid} can not be reached by pct exec: ${said}`, {
      hint: "Check proxmox_vmid, that the container runs, and that ansible_host is the node it is on",
    });
  }
}
