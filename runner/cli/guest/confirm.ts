import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { tableLines } from "../table.ts";
import type { ListedGuest } from "./listed-guest.ts";

/** What a person is asked before something happens to guests. */
interface Question {
  /** `3 VMs will be destroyed with their disks`. */
  readonly text: string;
  readonly guests: readonly ListedGuest[];
  /** `--yes` was given, or nothing will be changed. */
  readonly answered: boolean;
}

/** Lists the guests concerned and asks. @throws as confirm */
export function confirmGuests({ text, guests, answered }: Question, context: CommandContext): Promise<void> {
  const rows = guests.map(({ vmid, name, status, node }) => [String(vmid), name ?? "-", status, node]);
  const columns = [{ title: "VMID", right: true }, { title: "NAME" }, { title: "STATUS" }, { title: "NODE" }];
  return confirm({ text, lines: tableLines(columns, rows), answered }, context);
}
