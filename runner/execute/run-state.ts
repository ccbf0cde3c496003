import type { Dict } from "../../core/values.ts";
import type { Inventory } from "../../inventory/index.ts";
import type { CompileContext } from "../compile/index.ts";
import type { Settings } from "../load/settings.ts";
import type { SourceFiles } from "../load/source-files.ts";
import type { Reporter } from "../report/reporter.ts";
import type { AsyncJobs } from "./actions/async-jobs.ts";
import type { ConnectionMaker } from "./connections/connect.ts";
import type { OwnModules } from "./modules/own.ts";
import type { RunOptions } from "./options.ts";
import type { Stats } from "./stats.ts";
import type { VariableStore } from "./variables/store.ts";

/** What lives as long as the run of all playbooks of a command. */
export interface RunState {
  readonly options: RunOptions;
  readonly settings: Settings;
  readonly inventory: Inventory;
  readonly files: SourceFiles;
  readonly contextFor: (playDir: string) => CompileContext;
  readonly extraVars: Dict;
  readonly variables: VariableStore;
  readonly reporter: Reporter;
  readonly stats: Stats;
  readonly connections: ConnectionMaker;
  readonly own: OwnModules;
  readonly jobs: AsyncJobs;
  readonly prompter: Prompter;
  /** Hosts that failed and were not rescued; they take no part in later plays. */
  readonly failedHosts: Set<string>;
  readonly unreachableHosts: Set<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Tasks of servers that a host has stopped waiting for and that go on without it. */
  readonly leftRunning: LeftRunning[];
  /** Set when `--start-at-task` has been met. */
  startedAtTask: boolean;
}

/** A task of a server that still runs. */
export interface LeftRunning {
  readonly host: string;
  readonly upid: string;
}

/** Asks the person at the terminal. */
export interface Prompter {
  readonly isInteractive: boolean;
  /** The line typed, without its newline. @throws HintedError USAGE when there is no terminal */
  ask(question: string, options: { secret: boolean }): Promise<string>;
  /** Resolves when Enter is pressed or the time is over. */
  waitForEnter(question: string, seconds: number | undefined): Promise<void>;
}
