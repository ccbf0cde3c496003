import { spawnSync } from "node:child_process";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { lookup, type LookupInput, type LookupTable } from "./lookup.ts";

const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** What a shell command on the controller prints. @throws PythonFailure RuntimeError when it fails; its output is not shown */
function output(command: string, { env }: LookupInput): string {
  const { stdout, status, error } = spawnSync("/bin/sh", ["-c", command], {
    cwd: env.host.cwd,
    env: { ...env.host.env },
    encoding: "utf8",
    maxBuffer: LARGEST_OUTPUT,
    stdio: ["inherit", "pipe", "inherit"],
  });
  if (error) throw new PythonFailure("RuntimeError", `the command can not be run: ${error.message}`);
  if (status !== 0) throw new PythonFailure("RuntimeError", `the command returned ${String(status)}`);
  return stdout;
}

/** Lookups that run commands on the controller. */
export const processLookups: LookupTable = {
  pipe: lookup([], (input) =>
    input.terms.map((term): Item => output(stringArgument(term, "command"), input).replace(/\s+$/, "")),
  ),
  lines: lookup([], (input) =>
    input.terms.flatMap((term): Item[] => {
      const text = output(stringArgument(term, "command"), input).replace(/\n$/, "");
      return text === "" ? [] : text.split("\n");
    }),
  ),
};
