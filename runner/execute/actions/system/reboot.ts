import { HintedError } from "../../../../core/errors.ts";
import { type Result, resultOf } from "../../result.ts";
import { sleep } from "../../sleep.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { shellQuote } from "../../connections/shell-quote.ts";

interface RebootArgs {
  readonly msg: string;
  readonly pre_reboot_delay: number;
  readonly post_reboot_delay: number;
  readonly reboot_timeout: number;
  readonly connect_timeout?: number;
  readonly test_command: string;
  readonly boot_time_command: string;
  readonly reboot_command?: string;
  readonly search_paths: readonly string[];
}

/** `reboot`: starts the target anew and waits until it is back. */
export const reboot = defineAction({
  name: "reboot",
  options: {
    msg: { type: "str", default: "Reboot initiated by Ansible", description: "What users of the target are told." },
    pre_reboot_delay: {
      type: "float",
      default: 0,
      aliases: ["pre_reboot_delay_sec"],
      description: "Seconds before; whole minutes count.",
    },
    post_reboot_delay: {
      type: "float",
      default: 0,
      aliases: ["post_reboot_delay_sec"],
      description: "Seconds to wait before looking.",
    },
    reboot_timeout: { type: "int", default: 600, aliases: ["reboot_timeout_sec"], description: "Seconds it may take." },
    connect_timeout: {
      type: "int",
      aliases: ["connect_timeout_sec"],
      description: "Seconds one try to connect may take.",
    },
    test_command: { type: "str", default: "whoami", description: "Command that tells that it is ready." },
    boot_time_command: {
      type: "str",
      default: "cat /proc/sys/kernel/random/boot_id",
      description: "Command whose output changes with each start.",
    },
    reboot_command: { type: "str", description: "Command that starts it anew." },
    search_paths: {
      type: "list",
      elements: "str",
      default: ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin"],
      description: "Where that command is looked for.",
    },
  },
  async run(args, call) {
    const target = await call.target();
    if (target.isLocal) throw ownMachine();
    if (call.checkMode) return resultOf({ changed: true, elapsed: 0, rebooted: true });
    const before = await ask(args.boot_time_command, call);
    if (before.rc !== 0) throw noBootTime(before.text);
    const started = performance.now();
    const elapsed = (): number => Math.floor((performance.now() - started) / 1000);
    const refused = await startReboot(args, call);
    if (refused !== undefined) return resultOf({ ...refused, changed: false, elapsed: elapsed() });
    await sleep(Math.max(0, args.post_reboot_delay) * 1000, call.signal);
    return waitUntilBack(args, { before: before.text, elapsed }, call);
  },
});

/** The command, found the way an administrator's shell would; `shutdown`, or `reboot` where there is no shutdown (Alpine). */
async function startReboot(args: RebootArgs, call: ActionCall): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = `PATH=${shellQuote(args.search_paths.join(":"))}:$PATH`;
  const minutes = Math.floor(Math.max(0, args.pre_reboot_delay) / 60);
  const usual = `if command -v shutdown >/dev/null 2>&1; then shutdown -r ${minutes === 0 ? "now" : `+${minutes}`} ${shellQuote(args.msg)}; else reboot; fi`;
  try {
    const done = await ask(`${path}; ${args.reboot_command ?? usual}`, call);
    // The connection is often cut before the command can say how it went.
    if (done.rc <= 0 || done.rc >= 128 || done.rc === 255) return undefined;
    return { failed: true, rebooted: false, msg: `Reboot command failed. Error was: '${done.text}'` };
  } catch (error) {
    if (error instanceof HintedError && error.code === "HOST_UNREACHABLE") return undefined;
    throw error;
  }
}

interface Wait {
  readonly before: string;
  readonly elapsed: () => number;
}

async function waitUntilBack(args: RebootArgs, { before, elapsed }: Wait, call: ActionCall): Promise<Result> {
  const isBack = async (): Promise<boolean> => {
    const { rc, text } = await ask(args.boot_time_command, call);
    return rc === 0 && text !== "" && text !== before;
  };
  const answers = async (): Promise<boolean> => (await ask(args.test_command, call)).rc === 0;
  for (const [what, test] of [
    ["last boot time check", isBack],
    ["post-reboot test command", answers],
  ] as const) {
    if (await succeeds(test, { seconds: args.reboot_timeout, limit: args.connect_timeout }, call)) continue;
    const msg = `Timed out waiting for ${what} (timeout=${args.reboot_timeout})`;
    return resultOf({ failed: true, changed: false, rebooted: true, msg, elapsed: elapsed() });
  }
  return resultOf({ changed: true, rebooted: true, elapsed: elapsed() });
}

interface Patience {
  readonly seconds: number;
  /** Seconds one try may take. */
  readonly limit: number | undefined;
}

/** Tries with growing pauses, each time on a new connection. */
async function succeeds(
  test: () => Promise<boolean>,
  { seconds, limit }: Patience,
  call: ActionCall,
): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  for (let attempt = 0; performance.now() < end && !call.signal.aborted; attempt += 1) {
    try {
      if (await inTime(test, (limit ?? seconds) * 1000, call)) return true;
    } catch (error) {
      if (!(error instanceof HintedError)) throw error;
    }
    await call.disconnect();
    await sleep(Math.min(2 ** attempt, 12) * 1000, call.signal);
  }
  return false;
}

/** What a test says, or false when it takes too long. */
async function inTime(test: () => Promise<boolean>, milliseconds: number, call: ActionCall): Promise<boolean> {
  const answered = new AbortController();
  try {
    const late = sleep(milliseconds, AbortSignal.any([call.signal, answered.signal])).then(() => false);
    return await Promise.race([test(), late]);
  } finally {
    // A timer that is left would keep the whole run from ending.
    answered.abort();
  }
}

async function ask(shell: string, call: ActionCall): Promise<{ readonly rc: number; readonly text: string }> {
  const target = await call.target();
  const done = await target.exec({ shell, env: call.environment }, call.signal);
  return { rc: done.rc, text: `${done.stdout.toString("utf8")}${done.stderr.toString("utf8")}`.trim() };
}

function ownMachine(): HintedError {
  return new HintedError("TASK_FAILED", "Running reboot with local connection would reboot the control node.", {
    hint: "Reach the target over ssh, or delegate the task to another machine",
    details: { elapsed: 0, rebooted: false },
  });
}

function noBootTime(said: string): HintedError {
  return new HintedError("TASK_FAILED", `The target's boot time can not be read: ${said}`, {
    hint: "Set 'boot_time_command' to a command whose output changes with each start",
  });
}
