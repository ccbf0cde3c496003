import { HintedError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";

const NAME = "[a-zA-Z0-9._-]+";
const SDN_KINDS = "controllers|dns|ipams|fabrics|prefix-lists|route-maps";

interface Area {
  readonly shape: RegExp;
  readonly forms: string;
}

/** The shapes a path of the access control list may have, by its first part (source: recorded answers of the API). */
const AREAS: ReadonlyMap<string, Area> = new Map([
  [
    "access",
    {
      shape: new RegExp(`^/access(/(groups|realm)(/${NAME})?)?$`),
      forms: "/access, /access/groups/GROUP and /access/realm/REALM",
    },
  ],
  [
    "mapping",
    {
      shape: new RegExp(`^/mapping(/(dir|hwrng|notifications|pci|usb)(/${NAME})?)?$`),
      forms: "/mapping and /mapping/pci/ID, also with usb, dir, hwrng or notifications",
    },
  ],
  ["nodes", { shape: /^\/nodes(\/[a-zA-Z0-9.-]+)?$/, forms: "/nodes and /nodes/NODE; guests are under /vms" }],
  ["pool", { shape: new RegExp(`^/pool(/${NAME}){0,3}$`), forms: "/pool and /pool/POOL, at most three deep" }],
  [
    "sdn",
    {
      shape: new RegExp(
        `^/sdn(/(${SDN_KINDS})(/${NAME})?|/zones(/${NAME}){0,2}|/zones/${NAME}/${NAME}/[1-9][0-9]{0,3})?$`,
      ),
      forms:
        "/sdn/zones/ZONE, /sdn/zones/ZONE/BRIDGE and /sdn/zones/ZONE/BRIDGE/VLAN; plain bridges are in localnetwork",
    },
  ],
  ["storage", { shape: new RegExp(`^/storage(/${NAME})?$`), forms: "/storage and /storage/STORAGE" }],
  ["vms", { shape: /^\/vms(\/[1-9][0-9]{2,})?$/, forms: "/vms and /vms/VMID, where VMID is at least 100" }],
]);

/** What people write first after what the thing is called elsewhere, with what is right. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["qemu", "vms"],
  ["lxc", "vms"],
  ["ct", "vms"],
  ["guests", "vms"],
  ["datastore", "storage"],
  ["datastores", "storage"],
  ["vnets", "sdn/zones"],
  ["groups", "access/groups"],
]);

/**
 * A path of the access control list as the server stores it (`vms//100/` is `/vms/100`), once its shape is one that entries can
 * be on. Whether the guest, storage or pool exists does not matter to the server.
 * @throws HintedError OPTION_INVALID with the path that was probably meant
 */
export function checkedAclPath(path: string): string {
  const parts = path.split("/").filter(Boolean);
  const normal = `/${parts.join("/")}`;
  if (path.trim() === "") throw invalid(path, "Write '/' for the whole cluster");
  if (normal === "/" || isValid(normal)) return normal;
  throw invalid(path, hintFor(parts));
}

function isValid(path: string): boolean {
  return AREAS.get(path.split("/")[1] ?? "")?.shape.test(path) === true;
}

function hintFor(parts: readonly string[]): string {
  const guess = suggestion(parts);
  const meant = guess === undefined ? "" : `Did you mean '${guess}'? `;
  const forms = AREAS.get(parts[0] ?? "")?.forms;
  const places = [...AREAS.keys()].map((head) => `/${head}`).join(", ");
  return `${meant}${forms === undefined ? `Paths are / and those under ${places}` : `Possible are ${forms}`}`;
}

/** The valid path nearest to an invalid one, if there is one to think of. */
function suggestion(parts: readonly string[]): string | undefined {
  const [head = "", ...rest] = parts;
  const candidates = [
    guestOf(parts),
    OTHER_NAMES.has(head) ? [OTHER_NAMES.get(head), ...rest] : undefined,
    AREAS.has(head) ? parts.slice(0, -1) : undefined,
    [nearest(head, AREAS.keys()) ?? head, ...rest],
  ];
  return candidates.map((candidate) => `/${candidate?.join("/") ?? ""}`).find(isValid);
}

/** `/vms/100` for a path of the API such as `/nodes/pve1/qemu/100`. */
function guestOf([head, , kind, vmid]: readonly string[]): readonly string[] | undefined {
  return head === "nodes" && (kind === "qemu" || kind === "lxc") && vmid !== undefined ? ["vms", vmid] : undefined;
}

function invalid(path: string, hint: string): HintedError {
  return new HintedError("OPTION_INVALID", `No entry can be on the path '${path}'`, { hint });
}
