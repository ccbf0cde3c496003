import { HintedError } from "../../../../core/errors.ts";
import type { FileInfo } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";
import { permissionsAtMost } from "./at-most.ts";
import type { WantedAttributes } from "./attributes.ts";

/** A file of the target on its way to its place. */
export interface Staged {
  readonly file: string;
  /** To be called in the end, whatever became of it. */
  remove(): Promise<void>;
}

/**
 * Makes an empty file in a folder of the target, which only the one the task acts as can read; where the folder can not be
 * written and `unsafe_writes` allows to do without, among its temporary files. @throws HintedError TASK_FAILED
 */
export async function stage(
  call: ActionCall,
  folder: string,
  { unsafe_writes: elsewhere }: Pick<WantedAttributes, "unsafe_writes"> = {},
): Promise<Staged> {
  const target = await call.target();
  const shell = `umask 077; mktemp -- "$1/.pveplay.XXXXXXXX"${elsewhere ? " || mktemp" : ""}`;
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

interface Place {
  readonly path: string;
  /** What is there. */
  readonly info: FileInfo | undefined;
  readonly attributes: WantedAttributes;
}

/** Puts a staged file in its place in one step, or by its content where that can not be and `unsafe_writes` allows it. @throws what the target says */
export async function putInPlace(call: ActionCall, { file }: Staged, { path, info, attributes }: Place): Promise<void> {
  const target = await call.target();
  try {
    await target.files.place(file, path, permissionsAtMost(attributes.mode, info));
  } catch (error) {
    if (attributes.unsafe_writes !== true || !info) throw error;
    const argv = ["/bin/sh", "-c", 'cat < "$1" > "$2"', "sh", file, path];
    if ((await target.exec({ argv }, call.signal)).rc !== 0) throw error;
  }
}
