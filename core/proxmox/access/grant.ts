/** A privilege on a path, for somebody. */
export interface Grant {
  readonly path: string;
  readonly privilege: string;
  /** `user@realm` or `user@realm!tokenid`. */
  readonly identity: string;
}

/** Who must have a right for an identity to have it: a token with privilege separation needs it itself, and its user too. */
function holders(identity: string): readonly { readonly kind: "user" | "token"; readonly name: string }[] {
  const [user = identity, token] = identity.split("!");
  const owner = { kind: "user", name: user } as const;
  return token === undefined ? [owner] : [owner, { kind: "token", name: identity }];
}

/** A role with nothing but the privilege; its name says so. */
function roleOf(privilege: string): string {
  return `${privilege}-only`;
}

/** The grant as tasks of a playbook. */
export function grantTasks({ path, privilege, identity }: Grant): string {
  const names = holders(identity).map(({ kind, name }) => `    ${kind}s: ["${name}"]`);
  return [
    `- pveplay.proxmox.proxmox_role:`,
    `    roleid: ${roleOf(privilege)}`,
    `    privs: [${privilege}]`,
    `- pveplay.proxmox.proxmox_acl:`,
    `    path: ${path}`,
    `    roles: [${roleOf(privilege)}]`,
    ...names,
  ].join("\n");
}

/** The grant as commands for a root shell of a node. */
export function grantCommands({ path, privilege, identity }: Grant): readonly string[] {
  return [
    `pveum role add ${roleOf(privilege)} --privs ${privilege}`,
    ...holders(identity).map(
      ({ kind, name }) => `pveum acl modify ${path} --${kind}s '${name}' --roles ${roleOf(privilege)}`,
    ),
  ];
}

/** The grant as ways through the web interface. */
export function grantClicks({ path, privilege, identity }: Grant): readonly string[] {
  return [
    `Datacenter > Permissions > Roles > Create: name ${roleOf(privilege)}, privileges ${privilege}`,
    ...holders(identity).map(
      ({ kind, name }) =>
        `Datacenter > Permissions > Add > ${kind === "user" ? "User" : "API Token"} Permission: path ${path}, ${kind} ${name}, role ${roleOf(privilege)}`,
    ),
  ];
}

/** The three ways in one sentence, for the hint of an error. */
export function grantHint({ path, privilege, identity }: Grant): string {
  const token = identity.includes("!");
  const both = token ? " (a token with privilege separation needs it, and its user too)" : "";
  return `Grant ${privilege} on ${path} to ${identity}${both}: with proxmox_acl, with pveum acl modify ${path} --${token ? "tokens" : "users"} '${identity}' --roles ROLE, or in the web interface under Datacenter > Permissions; 'pveplay access explain' writes each of them out`;
}
