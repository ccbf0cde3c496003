import { HintedError } from "../../../../core/errors.ts";

/** Refuses accounts of libuser, which are kept apart from those of a directory. @throws HintedError OPTION_UNSUPPORTED */
export function refuseLocal(action: string, local: boolean): void {
  if (!local) return;
  throw new HintedError("OPTION_UNSUPPORTED", `Option 'local' of ${action} is not supported`, {
    hint: "Leave it out, or use command with luseradd and its kin",
  });
}
