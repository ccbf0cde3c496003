import { HintedError } from "../../core/errors.ts";

/** Longest name in characters (schema: snapname, maxLength 40). */
const LONGEST = 40;
/** Names the server refuses (PVE: `unable to use snapshot name 'current' (reserved name)`). */
const RESERVED = new Set(["current", "pending"]);

/** Requires a name the server takes for a snapshot (schema format `pve-configid`). @throws HintedError OPTION_INVALID */
export function checkName(option: string, name: string | undefined): void {
  if (name === undefined) return;
  if (RESERVED.has(name)) {
    throw new HintedError("OPTION_INVALID", `Option '${option}' is '${name}', which is no name of a snapshot`, {
      hint: "Choose another name: PVE keeps this one for the state the guest is in",
    });
  }
  if (/^[a-z][a-z0-9_-]+$/i.test(name) && name.length <= LONGEST) return;
  throw new HintedError(
    "OPTION_INVALID",
    `Option '${option}' is '${name}', expected 2 to ${LONGEST} characters: a letter, then letters, digits, _ and -`,
    { hint: `Rename it, for example to '${suggestion(name)}'` },
  );
}

/** The name with what is not allowed replaced; one that begins with no letter gets one. */
function suggestion(name: string): string {
  const plain = name.replaceAll(/[^a-z0-9_-]+/gi, "_");
  return (/^[a-z]./i.test(plain) ? plain : `s_${plain}`).slice(0, LONGEST);
}
