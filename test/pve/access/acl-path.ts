const NAME = "[a-zA-Z0-9.\\-_]+";

/** The shapes of paths that may have an ACL (source: pve-access-control, recorded answers). */
const SHAPES = [
  /^\/$/,
  /^\/access$/,
  new RegExp(`^/access/groups(?:/${NAME})?$`),
  new RegExp(`^/access/realm(?:/${NAME})?$`),
  /^\/nodes(?:\/[a-zA-Z0-9.-]+)?$/,
  new RegExp(`^/pool(?:/${NAME}){0,3}$`),
  /^\/sdn$/,
  new RegExp(`^/sdn/(?:controllers|dns|ipams|fabrics|prefix-lists|route-maps)(?:/${NAME})?$`),
  new RegExp(`^/sdn/zones(?:/${NAME}){0,2}$`),
  new RegExp(`^/sdn/zones/${NAME}/${NAME}/[1-9][0-9]{0,3}$`),
  new RegExp(`^/storage(?:/${NAME})?$`),
  /^\/vms$/,
  /^\/vms\/[1-9][0-9]{2,}$/,
  /^\/mapping$/,
  new RegExp(`^/mapping/(?:dir|hwrng|notifications|pci|usb)(?:/${NAME})?$`),
];

/** One leading slash, no doubled and no trailing ones; undefined when the path has characters no path may have, or is empty. */
export function normalizeAclPath(path: string): string | undefined {
  if (path === "") return undefined;
  const trimmed = `/${path}`.replaceAll(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return /^\/(?:[\w.\-/]*)$/.test(trimmed) ? trimmed : undefined;
}

/** Whether an ACL may be put on a normalised path. */
export function isAclPath(path: string): boolean {
  return SHAPES.some((shape) => shape.test(path));
}
