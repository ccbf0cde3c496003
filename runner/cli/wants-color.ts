import { isatty } from "node:tty";
import type { CommandContext } from "./command-context.ts";

/** Colours on a terminal unless NO_COLOR or ANSIBLE_NOCOLOR say no; ANSIBLE_FORCE_COLOR says yes. */
export function wantsColor({ env }: CommandContext): boolean {
  if (env["ANSIBLE_FORCE_COLOR"] === "1" || env["FORCE_COLOR"] === "1") return true;
  return isatty(1) && env["NO_COLOR"] === undefined && env["ANSIBLE_NOCOLOR"] === undefined && env["TERM"] !== "dumb";
}
