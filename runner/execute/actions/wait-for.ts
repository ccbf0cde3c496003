import { connect } from "node:net";
import { HintedError } from "../../../core/errors.ts";
import type { Target } from "../connections/target.ts";
import { resultOf } from "../result.ts";
import { sleep } from "../sleep.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { pathFacts } from "./files/attributes.ts";
import { targetPath } from "./files/paths.ts";
import { pythonRegex } from "./files/python-regex.ts";

const STATES = ["absent", "drained", "present", "started", "stopped"] as const;

/** `wait_for`: waits until a port answers or a file is there (or no more), or just for a time. */
export const waitFor = defineAction({
  name: "wait_for",
  options: {
    host: { type: "str", default: "127.0.0.1", description: "Host of the port." },
    port: { type: "int", description: "Port to try." },
    path: { type: "path", description: "File to look at." },
    state: { type: "str", choices: STATES, default: "started", description: "What is waited for." },
    search_regex: { type: "str", description: "Expression that the file or the port's answer must match." },
    timeout: { type: "int", default: 300, description: "Seconds to wait at most." },
    delay: { type: "int", default: 0, description: "Seconds before the first try." },
    sleep: { type: "int", default: 1, description: "Seconds between tries." },
    connect_timeout: { type: "int", default: 5, description: "Seconds a try may take." },
    msg: { type: "str", description: "Message when the time is over." },
    exclude_hosts: { type: "list", elements: "str", description: "Not supported." },
    active_connection_states: { type: "list", elements: "str", description: "Not supported." },
  },
  constraints: { mutuallyExclusive: [["port", "path"]] },
  async run(args, call) {
    if (call.checkMode)
      return resultOf({ changed: false, skipped: true, msg: "remote module (wait_for) does not support check mode" });
    refuseUnsupported(args);
    const target = await call.target();
    const started = performance.now();
    const elapsed = (): number => Math.floor((performance.now() - started) / 1000);
    const result = (found: Record<string, unknown>) =>
      resultOf({
        changed: false,
        elapsed: elapsed(),
        port: args.port ?? null,
        path: args.path ?? null,
        state: args.state,
        search_regex: args.search_regex ?? null,
        match_groups: [],
        match_groupdict: {},
        ...found,
      });
    await sleep(args.delay * 1000, call.signal);
    if (args.port === undefined && args.path === undefined) {
      await sleep(args.timeout * 1000, call.signal);
      return result({});
    }
    const wanted = args.state === "started" || args.state === "present";
    while (elapsed() < args.timeout && !call.signal.aborted) {
      const found = args.path === undefined ? await tryPort(target, args, call) : await tryPath(target, args, call);
      if ((found !== undefined) === wanted)
        return result(found ?? (args.path === undefined ? {} : { state: "absent" }));
      await sleep(args.sleep * 1000, call.signal);
    }
    return resultOf({ changed: false, failed: true, elapsed: elapsed(), msg: args.msg ?? timeoutText(args) });
  },
});

interface Wait {
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly state: (typeof STATES)[number];
  readonly search_regex?: string;
  readonly connect_timeout: number;
}

type Found = Record<string, unknown> | undefined;

async function tryPath(target: Target, { path = "", search_regex }: Wait, call: ActionCall): Promise<Found> {
  const full = targetPath(call, target, path);
  const info = await target.files.stat(full, { follow: true });
  if (!info) return undefined;
  const facts = pathFacts(info);
  if (search_regex === undefined) return facts;
  const found = matched((await target.files.read(full)).toString("utf8"), search_regex);
  return found && { ...facts, ...found };
}

function matched(text: string, source: string): Found {
  const match = pythonRegex(source, "m").exec(text);
  return match ? { match_groups: match.slice(1), match_groupdict: match.groups ?? {} } : undefined;
}

/** The port is tried from the target: from this machine directly, else with what a shell has. */
async function tryPort(
  target: Target,
  { host, port = 0, connect_timeout: seconds, search_regex: search }: Wait,
  call: ActionCall,
): Promise<Found> {
  if (target.isLocal) return tryLocally({ host, port, seconds, search });
  const script = `exec 3<>/dev/tcp/${host}/${port}`;
  const shell = `{ command -v nc >/dev/null && nc -z -w ${seconds} ${host} ${port}; } 2>/dev/null || timeout ${seconds} bash -c '${script}' 2>/dev/null`;
  return (await target.exec({ shell }, call.signal)).rc === 0 ? {} : undefined;
}

interface Try {
  readonly host: string;
  readonly port: number;
  readonly seconds: number;
  readonly search: string | undefined;
}

function tryLocally({ host, port, seconds, search }: Try): Promise<Found> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let text = "";
    const end = (found: Found): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(seconds * 1000, () => end(undefined));
    socket.on("error", () => end(undefined));
    socket.on("close", () => resolve(undefined));
    socket.on("connect", () => {
      if (search === undefined) end({});
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const found = search === undefined ? {} : matched(text, search);
      if (found) end(found);
    });
  });
}

function refuseUnsupported(args: { state: string; exclude_hosts?: unknown; active_connection_states?: unknown }): void {
  if (args.state !== "drained" && args.exclude_hosts === undefined && args.active_connection_states === undefined)
    return;
  throw new HintedError("OPTION_UNSUPPORTED", "Waiting for connections to drain is not supported", {
    hint: "Use state: stopped",
  });
}

function timeoutText({ host, port, path, search_regex: search, state }: Wait): string {
  const what = path === undefined ? `${host}:${port}` : path;
  if (search !== undefined) return `Timeout when waiting for search string ${search} in ${what}`;
  if (path !== undefined) return `Timeout when waiting for file ${what}${state === "absent" ? " to be absent" : ""}`;
  return `Timeout when waiting for ${what}${state === "started" || state === "present" ? "" : " to stop"}`;
}
