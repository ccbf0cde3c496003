import type { Command } from "../connections/target.ts";

/** A command whose input is a text, so that it can go with it. */
export type TextCommand = Omit<Command, "stdin"> & { readonly stdin?: string | undefined };

/** A command that runs on by itself on its target, and how its end becomes the result of a task. */
export interface DetachedCommand {
  readonly command: TextCommand;
  readonly report: CommandReport | ModuleReport;
  /** Where it runs: the task's target, or this machine, where our own modules run for any host. */
  readonly place: "target" | "controller";
}

/** What it prints is `stdout` and `stderr` of the result. */
export interface CommandReport {
  readonly kind: "command";
  /** As the result tells it: words or text. */
  readonly cmd: string | readonly string[];
  /** Whether newlines are cut off the ends of its output. */
  readonly strip: boolean;
}

/** What it prints is the result: one JSON object. */
export interface ModuleReport {
  readonly kind: "module";
  /** Folder of the module and its arguments, removed at the end. */
  readonly folder: string;
}
