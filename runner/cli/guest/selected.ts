import type { Command } from "commander";
import type { ApiSession } from "../api/session.ts";
import type { Kind } from "./kind.ts";
import { type ListedGuest, listedGuests } from "./listed-guest.ts";
import { select } from "./selection.ts";

/** Adds the argument that names guests. */
export function addSelection(command: Command, kind: Kind): Command {
  return command.argument(
    "<guests...>",
    `${kind.titles} by id, range (103-107), name, @tag or @pool:NAME; several apart by blanks or commas`,
  );
}

/** The guests a command acts on, all of them known to exist; one request. @throws as select */
export async function selectedGuests(
  words: readonly string[],
  { session, kind, templates = false }: { session: ApiSession; kind: Kind; templates?: boolean },
): Promise<readonly ListedGuest[]> {
  const client = session.client();
  return select(words, { client, kind, templates, listed: await listedGuests(client) });
}
