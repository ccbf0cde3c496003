import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { demo, empty } from "./fixtures/demo.ts";
import type { Fixture } from "./fixtures/format.ts";
import { recorded } from "./fixtures/recorded.ts";
import { parseFixture, readStateFile } from "./fixtures/state-file.ts";
import { scaleFixture } from "./scale/scale-fixture.ts";
import type { SimulatorOptions } from "./simulator.ts";

/** What the command line asks for. */
export interface CommandLine extends Omit<SimulatorOptions, "clock"> {
  readonly host: string;
  readonly port: number;
  /** The file that keeps the state. */
  readonly state: string | undefined;
  /** The port of the control API; 0 takes a free one. */
  readonly controlPort: number | undefined;
  /** The file to write exchanges to. */
  readonly record: string | undefined;
  /** The transcript to check against. */
  readonly replay: string | undefined;
}

/** How to call the simulator. */
export const usage = `usage: pve-simulator [--port N] [--host ADDRESS] [--pve 9.2|8.4]
                     [--fixture recorded|demo|empty|FILE | --nodes N --guests N] [--state FILE]
                     [--speed FACTOR] [--seed N] [--stats-delay SECONDS]
                     [--control-port N] [--record FILE] [--replay FILE]
                     [--real-machine]`;

const OPTIONS = {
  port: { type: "string", default: "0" },
  host: { type: "string", default: "127.0.0.1" },
  pve: { type: "string", default: "9.2" },
  fixture: { type: "string", default: "demo" },
  nodes: { type: "string" },
  guests: { type: "string" },
  state: { type: "string" },
  speed: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  "stats-delay": { type: "string", default: "10" },
  "control-port": { type: "string" },
  record: { type: "string" },
  replay: { type: "string" },
  "real-machine": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const FIXTURES: Readonly<Record<string, Fixture>> = { demo, empty, recorded };

/** Reads the command line; `help` when that is all that was asked for. @throws Error when an option is unknown, has no such value, or a file can not be read */
export function parseCommandLine(args: readonly string[]): CommandLine | "help" {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  if (values.help) return "help";
  if (values.pve !== "9.2" && values.pve !== "8.4") throw new Error(`--pve must be 9.2 or 8.4, not ${values.pve}`);
  const kept = values.state === undefined ? undefined : readStateFile(values.state);
  return {
    version: values.pve,
    fixture: kept ?? fixtureOf(values),
    host: values.host,
    port: number("port", values.port),
    speed: number("speed", values.speed),
    seed: number("seed", values.seed),
    statsDelay: number("stats-delay", values["stats-delay"]),
    state: values.state,
    controlPort: values["control-port"] === undefined ? undefined : number("control-port", values["control-port"]),
    record: values.record,
    replay: values.replay,
    realMachine: values["real-machine"],
  };
}

interface FixtureChoice {
  readonly fixture: string;
  readonly nodes?: string | undefined;
  readonly guests?: string | undefined;
}

function fixtureOf({ fixture, nodes, guests }: FixtureChoice): Fixture {
  if (nodes !== undefined || guests !== undefined) {
    return scaleFixture({ nodes: number("nodes", nodes ?? "1"), guests: number("guests", guests ?? "0") });
  }
  return FIXTURES[fixture] ?? parseFixture(readFileSync(fixture, "utf8"));
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value) || value < 0)
    throw new Error(`--${name} must be a number, not '${text}'`);
  return value;
}
