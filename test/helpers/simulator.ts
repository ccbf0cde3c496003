import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

/** How to start a simulator; what is left out is the simulator's default, but for `speed`, which is 0 here. */
export interface SimulatorStart {
  readonly pve?: "9.2" | "8.4";
  /** `recorded`, `demo`, `empty`, or the path of a fixture file. */
  readonly fixture?: string;
  readonly speed?: number;
  readonly seed?: number;
  readonly statsDelay?: number;
  /** Also open the control API, for faults. */
  readonly control?: boolean;
  readonly args?: readonly string[];
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  /** SHA-256 of its certificate, `AA:BB:...`. */
  readonly fingerprint: string;
  /** Path of its certificate in PEM. */
  readonly ca: string;
  /** Base URL of the control API, when asked for. */
  readonly control?: string;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("../../dist/pve-simulator.js", import.meta.url));

/** Starts the built simulator on a free port. @throws Error when it ends before it listens */
export async function startSimulator(options: SimulatorStart = {}): Promise<Simulator> {
  const child = spawn(process.execPath, [program, ...argumentsOf(options)], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The simulator ended with ${code}: ${errors}`)));
  });
  const line: unknown = JSON.parse(await first);
  return {
    ...announcement(line),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function argumentsOf(options: SimulatorStart): string[] {
  const pairs: [string, string | number | undefined][] = [
    ["--port", 0],
    ["--pve", options.pve],
    ["--fixture", options.fixture],
    ["--speed", options.speed ?? 0],
    ["--seed", options.seed],
    ["--stats-delay", options.statsDelay],
    ["--control-port", options.control === true ? 0 : undefined],
  ];
  return [
    ...pairs.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)])),
    ...(options.args ?? []),
  ];
}

function announcement(line: unknown): Omit<Simulator, "stop"> {
  if (line === null || typeof line !== "object") throw new TypeError("The simulator's first line is no object");
  const values = new Map(Object.entries(line).map(([key, value]) => [key, String(value)]));
  const control = values.get("control");
  return {
    url: values.get("url") ?? "",
    fingerprint: values.get("fingerprint") ?? "",
    ca: values.get("ca") ?? "",
    ...(control === undefined ? {} : { control }),
  };
}
