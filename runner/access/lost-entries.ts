import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown, unknownIn } from "../../core/proxmox/access/unknown.ts";

/** Something whose removal takes the entries on its path along (source: observed on the API). */
interface Mortal {
  readonly title: string;
  readonly removal: RegExp;
  readonly making: RegExp;
  /** Parameters that name it. */
  readonly params: readonly string[];
}

const MORTALS: readonly Mortal[] = [
  {
    title: "guest",
    removal: /^DELETE \/nodes\/\{node\}\/(?:qemu|lxc)\/\{vmid\}$/,
    making: /^POST \/nodes\/\{node\}\/(?:qemu|lxc)(?:\/\{vmid\}\/clone)?$/,
    params: ["newid", "vmid", "vms"],
  },
  {
    title: "pool",
    removal: /^DELETE \/pools(?:\/\{poolid\})?$/,
    making: /^POST \/pools$/,
    params: ["poolid", "pool"],
  },
];

/**
 * Where a playbook both makes and removes an object of one id, its rights must stand above it: the id in the calls becomes a mark.
 * `doomed` has what the marks stand for.
 */
export function withoutLostEntries<T extends { readonly call: AccessCall }>(
  called: readonly T[],
): { readonly called: readonly T[]; readonly doomed: ReadonlySet<string> } {
  const doomed = new Set<string>();
  let rest = called;
  for (const mortal of MORTALS) {
    const made = new Set(idsOf(called, mortal.making, mortal.params));
    for (const id of idsOf(called, mortal.removal, mortal.params).filter((each) => made.has(each))) {
      const what = `${mortal.title} ${id}, whose entries go with it`;
      doomed.add(what);
      rest = rest.map((entry) => ({
        ...entry,
        call: replaced(entry.call, { id, params: mortal.params, mark: unknown(what) }),
      }));
    }
  }
  return { called: rest, doomed };
}

/** Ids of known objects in calls of one kind; the first parameter there is names the object. */
function idsOf(
  called: readonly { readonly call: AccessCall }[],
  endpoint: RegExp,
  params: readonly string[],
): readonly string[] {
  const ids = called.flatMap(({ call }) => {
    const name = params.find((param) => call.params[param] !== undefined);
    return endpoint.test(call.endpoint) && name !== undefined ? [call.params[name] ?? ""] : [];
  });
  return [...new Set(ids)].filter((id) => id !== "" && unknownIn(id) === undefined);
}

interface Replacement {
  readonly id: string;
  readonly params: readonly string[];
  readonly mark: string;
}

function replaced(call: AccessCall, { id, params, mark }: Replacement): AccessCall {
  const swap = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, params.includes(name) && value === id ? mark : value]),
    );
  return { ...call, params: swap(call.params), ...(call.shows ? { shows: swap(call.shows) } : {}) };
}
