import { HintedError } from "../../../core/errors.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import type { Current } from "./state.ts";

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
/** The schema's format `dns-name`, of a VM's `name` and a container's `hostname`. */
const DNS_NAME = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);

/** Requires a name the server takes, where it would be sent one. @throws HintedError OPTION_INVALID */
export function checkGuestName(kind: GuestKind, current: Current, { name }: GuestArgs): void {
  if (name === undefined || DNS_NAME.test(name)) return;
  if (current.kind === "found" && current.config[kind.nameKey] === name) return;
  throw new HintedError(
    "OPTION_INVALID",
    `Option 'name' is '${name}', expected a DNS name: letters, digits and '-', in parts with '.' between`,
    { hint: "Rename it: no blanks, no underscores, and no '-' at the beginning or end of a part" },
  );
}
