import { HintedError } from "../../../core/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { tableLines } from "../table.ts";
import type { ListedGuest } from "./listed-guest.ts";

/** What a person is asked before something is lost. */
export interface Question {
  /** `3 VMs will be destroyed with their disks`. */
  readonly text: string;
  readonly guests: readonly ListedGuest[];
  /** `--yes` was given, or nothing will be changed. */
  readonly answered: boolean;
}

/** Lists what is concerned and asks. @throws HintedError USAGE without a terminal, and INTERRUPTED for any answer but yes */
export async function confirm({ text, guests, answered }: Question, context: CommandContext): Promise<void> {
  if (answered) return;
  if (!context.isInputTerminal) {
    throw new HintedError("USAGE", `${text}, and there is no terminal to ask at`, {
      hint: "Add --yes to do it without being asked, or --dry-run to see what would be done",
    });
  }
  context.say(`${text}:`);
  const rows = guests.map(({ vmid, name, status, node }) => [String(vmid), name ?? "-", status, node]);
  const columns = [{ title: "VMID", right: true }, { title: "NAME" }, { title: "STATUS" }, { title: "NODE" }];
  for (const line of tableLines(columns, rows)) context.say(`  ${line}`);
  const answer = await context.ask("Go on? [y/N] ", true);
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new HintedError("INTERRUPTED", "Nothing was done", { hint: "Answer y to go on" });
}
