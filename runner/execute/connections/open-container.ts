import { chained } from "../../../core/command-streams.ts";
import { HintedError } from "../../../core/errors.ts";
import type { BecomeSpec, ConnectionSpec } from "./connect.ts";
import { PctRunner } from "./pct.ts";
import { type CommandIo, type CommandRunner, PosixTarget, runBecoming } from "./posix-target.ts";
import { run } from "./spawn.ts";
import type { CommandResult, Target } from "./target.ts";

const HERE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

/**
 * The container `proxmox_vmid` on the node that `ansible_host` names: by ssh, or without when that is this machine.
 * @throws HintedError OPTION_MISSING without a vmid; what connecting to the node throws
 */
export async function openContainer(spec: ConnectionSpec, connect: () => Promise<CommandRunner>): Promise<Target> {
  if (spec.vmid === undefined) {
    throw new HintedError("OPTION_MISSING", `${spec.host} has no 'proxmox_vmid', which connection pct needs`, {
      hint: "Set proxmox_vmid to the container's id, and ansible_host to the node it is on",
    });
  }
  const node = HERE.has(spec.address) ? new HereRunner(spec) : await connect();
  const { nodeBecomeMethod: method } = spec;
  const rooted = method === undefined ? node : new RootRunner(node, rootBy(method, spec));
  // Root of the container needs no password to become somebody else.
  return new PosixTarget(new PctRunner(rooted, spec.vmid), spec.become && { ...spec.become, password: undefined });
}

function rootBy(method: string, spec: ConnectionSpec): BecomeSpec {
  return { method, user: "root", password: spec.become?.password ?? spec.password, flags: undefined, exe: undefined };
}

/** Runs commands on this machine, which is the node. */
class HereRunner implements CommandRunner {
  readonly #spec: ConnectionSpec;

  constructor(spec: ConnectionSpec) {
    this.#spec = spec;
  }

  run(argv: readonly string[], io: CommandIo): Promise<CommandResult> {
    return run(argv, { ...io, cwd: this.#spec.cwd, env: process.env });
  }
}

/** Runs commands on the node as root, since `pct` is root's. */
class RootRunner implements CommandRunner {
  readonly #node: CommandRunner;
  readonly #become: BecomeSpec;

  constructor(node: CommandRunner, become: BecomeSpec) {
    this.#node = node;
    this.#become = become;
  }

  run(argv: readonly string[], io: CommandIo): Promise<CommandResult> {
    return runBecoming(this.#become, argv, (wrapped, dialogue) =>
      this.#node.run(wrapped, { ...io, dialogue: io.dialogue ? chained(dialogue, io.dialogue) : dialogue }),
    );
  }
}
