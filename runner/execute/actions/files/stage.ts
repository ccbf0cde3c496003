import { HintedError } from "../../../../core/errors.ts";
import type { ActionCall } from "../action.ts";

/** A file of the target on its way to its place. */
export interface Staged {
  readonly file: string;
  /** To be called in the end, whatever became of it. */
  remove(): Promise<void>;
}

/** Makes an empty file in a folder of the target, which only the one the task acts as can read. @throws HintedError TASK_FAILED */
export async function stage(call: ActionCall, folder: string): Promise<Staged> {
  const target = await call.target();
  const shell = 'umask 077; mktemp -- "$1/.pveplay.XXXXXXXX"';
  const made = await target.exec({ argv: ["/bin/sh", "-c", shell, "sh", folder.replace(/\/$/, "")] }, call.signal);
  const file = made.stdout.toString("utf8").replace(/\n$/, "");
  if (made.rc === 0) return { file, remove: () => target.files.remove(file) };
  throw new HintedError(
    "TASK_FAILED",
    `Destination ${folder} is not writable: ${made.stderr.toString("utf8").trim()}`,
    {
      hint: "Check its permissions, or add become: true",
    },
  );
}
