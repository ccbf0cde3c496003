import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Applied } from "../kit/define-module.ts";
import type { options, SnapshotArgs } from "./options.ts";
import type { Change } from "./plan.ts";

/** Performs one step on all its guests at once. @throws HintedError with the guests it failed on and those it did not */
export async function apply(
  client: ProxmoxClient,
  args: SnapshotArgs,
  change: Change,
): Promise<Applied<typeof options>> {
  const { snapname } = change;
  switch (change.kind) {
    case "create":
      return create(client, args, change);
    case "remove":
      return finish(await onAll(change.guests, (guest) => remove(client, args, { guest, snapname })), change.kind);
    case "rollback": {
      const start = new Map(change.guests.map((entry) => [entry.guest.vmid, entry.start]));
      const guests = change.guests.map(({ guest }) => guest);
      const outcomes = await onAll(guests, async (guest) => {
        const path = `${guestPath(guest)}/snapshot/${encodeURIComponent(snapname)}/rollback`;
        const upid = await client.post<string>(path, { start: start.get(guest.vmid) });
        return (await waitForTask(client, upid, args.timeout)).warnings;
      });
      return finish(outcomes, change.kind);
    }
  }
}

/** All or nothing: when one guest fails, the snapshots made by this step are removed again. */
async function create(
  client: ProxmoxClient,
  args: SnapshotArgs,
  { guests, snapname }: Extract<Change, { kind: "create" }>,
): Promise<Applied<typeof options>> {
  const outcomes = await onAll(guests, async (guest) => {
    const vmstate = guest.type === "qemu" && args.vmstate ? true : undefined;
    const upid = await client.post<string>(`${guestPath(guest)}/snapshot`, {
      snapname,
      description: args.description,
      vmstate,
    });
    return (await waitForTask(client, upid, args.timeout)).warnings;
  });
  const made = outcomes.filter(({ error }) => error === undefined).map(({ guest }) => guest);
  if (made.length === outcomes.length) return finish(outcomes, "create");
  const undone = await onAll(made, (guest) => remove(client, args, { guest, snapname }));
  const left = undone.filter(({ error }) => error !== undefined).map(({ guest }) => guest.vmid);
  throw failed(outcomes, "create", {
    removed_again: made.map(({ vmid }) => vmid).filter((vmid) => !left.includes(vmid)),
    still_there: left,
  });
}

async function remove(
  client: ProxmoxClient,
  args: SnapshotArgs,
  target: { guest: Guest; snapname: string },
): Promise<readonly string[]> {
  const upid = await client.delete<string>(
    `${guestPath(target.guest)}/snapshot/${encodeURIComponent(target.snapname)}`,
  );
  return (await waitForTask(client, upid, args.timeout)).warnings;
}

interface Outcome {
  readonly guest: Guest;
  readonly warnings: readonly string[];
  readonly error: unknown;
}

async function onAll(
  guests: readonly Guest[],
  step: (guest: Guest) => Promise<readonly string[]>,
): Promise<readonly Outcome[]> {
  return Promise.all(
    guests.map(async (guest): Promise<Outcome> => {
      try {
        return { guest, warnings: await step(guest), error: undefined };
      } catch (error) {
        return { guest, warnings: [], error };
      }
    }),
  );
}

function finish(outcomes: readonly Outcome[], kind: Change["kind"]): Applied<typeof options> {
  if (outcomes.some(({ error }) => error !== undefined)) throw failed(outcomes, kind, {});
  return { warnings: outcomes.flatMap(({ guest, warnings }) => warnings.map((text) => `${guest.vmid}: ${text}`)) };
}

/** The first guest's failure, with who failed and who did not. Anything but a HintedError is passed on as the bug it is. */
function failed(outcomes: readonly Outcome[], kind: Change["kind"], more: Readonly<Record<string, unknown>>): unknown {
  const bad = outcomes.filter(({ error }) => error !== undefined);
  const first = bad[0]?.error;
  if (!(first instanceof HintedError)) return first;
  const done = outcomes.filter(({ error }) => error === undefined).map(({ guest }) => guest.vmid);
  const list = bad.map(
    ({ guest, error }) => `${guest.vmid}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new HintedError(
    first.code,
    `Snapshot ${kind} failed on ${bad.length} of ${outcomes.length} guests: ${list.join("; ")}`,
    {
      hint: first.hint,
      cause: first,
      details: { ...first.details, failed_on: bad.map(({ guest }) => guest.vmid), succeeded_on: done, ...more },
    },
  );
}
