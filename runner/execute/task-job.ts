import type { Task } from "../compile/model.ts";
import type { PlayRun } from "./play-run.ts";

/** A task due on a host. */
export interface TaskJob {
  readonly run: PlayRun;
  readonly task: Task;
  readonly host: string;
}
