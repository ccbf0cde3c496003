import { parseArgs } from "node:util";
import { demo, empty } from "./fixtures/demo.ts";
import type { Fixture } from "./fixtures/format.ts";
import { recorded } from "./fixtures/recorded.ts";
import type { SimulatorOptions } from "./simulator.ts";

/** What the command line asks for. */
export interface CommandLine extends SimulatorOptions {
  readonly host: string;
  readonly port: number;
}

/** How to call the simulator. */
export const usage = `usage: pve-simulator [--port N] [--host ADDRESS] [--pve 9.2|8.4] [--fixture recorded|demo|empty|FILE]
                     [--speed FACTOR] [--seed N] [--stats-delay SECONDS]`;

const OPTIONS = {
  port: { type: "string", default: "0" },
  host: { type: "string", default: "127.0.0.1" },
  pve: { type: "string", default: "9.2" },
  fixture: { type: "string", default: "demo" },
  speed: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  "stats-delay": { type: "string", default: "10" },
} as const;

const FIXTURES: Readonly<Record<string, Fixture>> = { demo, empty, recorded };

/** Reads the command line; `read` reads a file. @throws Error when an option is unknown or has no such value */
export function parseCommandLine(args: readonly string[], read: (path: string) => string): CommandLine {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  if (values.pve !== "9.2" && values.pve !== "8.4") throw new Error(`--pve must be 9.2 or 8.4, not ${values.pve}`);
  return {
    version: values.pve,
    fixture: FIXTURES[values.fixture] ?? parseFixture(read(values.fixture)),
    host: values.host,
    port: number("port", values.port),
    speed: number("speed", values.speed),
    seed: number("seed", values.seed),
    statsDelay: number("stats-delay", values["stats-delay"]),
  };
}

function parseFixture(text: string): Fixture {
  const data: unknown = JSON.parse(text);
  if (data === null || typeof data !== "object" || Array.isArray(data))
    throw new Error("A fixture must be a JSON object");
  return data;
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value) || value < 0)
    throw new Error(`--${name} must be a number, not '${text}'`);
  return value;
}
