import { HintedError } from "../../core/errors.ts";
import type { Guest } from "../../core/proxmox/guests.ts";

/** Greatest length of the server's template for notes (source: the schema of vzdump). */
const LONGEST = 1024;

/** The notes of one guest's backup. @throws HintedError OPTION_INVALID for other variables than it has */
export function notesFor(guest: Guest, text: string): string {
  const values: Readonly<Record<string, string>> = {
    guestname: guest.name ?? `${guest.type === "qemu" ? "VM" : "CT"}${guest.vmid}`,
    node: guest.node,
    vmid: String(guest.vmid),
  };
  const notes = text.replaceAll(/\{\{\s*(.*?)\s*\}\}/gs, (_all, name: string) => {
    const value = values[name];
    if (value !== undefined) return value;
    throw new HintedError("OPTION_INVALID", `'notes' has the variable '${name}', which is not filled in`, {
      hint: "Use guestname, vmid or node, or write the text itself",
    });
  });
  if (asTemplate(notes).length <= LONGEST) return notes;
  throw new HintedError("OPTION_INVALID", `'notes' has ${notes.length} characters, the server takes ${LONGEST}`, {
    hint: "Shorten it",
  });
}

/** A text as vzdump's template for it: line ends and backslashes are escaped there. */
export function asTemplate(notes: string): string {
  return notes.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Notes as they compare: the server may keep a line end after them. */
export function sameNotes(a: string | undefined, b: string): boolean {
  return (a ?? "").trimEnd() === b.trimEnd();
}
