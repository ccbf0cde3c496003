import type { Grant } from "../../core/proxmox/access/grants.ts";

/** What a module's examples need, by major version of Proxmox VE. */
export interface ExampleGrants {
  readonly 8: readonly Grant[];
  readonly 9: readonly Grant[];
}

/** The section of a reference page on what the examples need, as `pveplay access plan` works it out. */
export function privilegeSection(grants: ExampleGrants): readonly string[] {
  const rows = grants[9].map(
    ({ path, propagate, privileges }) =>
      `| \`${path}\`${propagate ? " and below" : ""} | ${privileges.map((name) => `\`${name}\``).join(", ")} |`,
  );
  const other = differences(grants);
  return [
    "## Privileges",
    "",
    "What the examples below need as they stand, worked out by `pveplay access plan` without a server (see [access](../access.md)):",
    "",
    "| path | privileges |",
    "| --- | --- |",
    ...rows,
    "",
    ...(other === "" ? [] : [other, ""]),
  ];
}

function differences(grants: ExampleGrants): string {
  const names = (version: 8 | 9): ReadonlySet<string> =>
    new Set(grants[version].flatMap(({ privileges }) => privileges));
  const [eight, nine] = [names(8), names(9)];
  const gone = [...eight].filter((name) => !nine.has(name));
  const come = [...nine].filter((name) => !eight.has(name));
  if (gone.length === 0) return "";
  const list = (items: readonly string[]): string => items.map((name) => `\`${name}\``).join(", ");
  if (come.length > 0) return `On Proxmox VE 8 it is ${list(gone)} in place of ${list(come)}.`;
  const more = grants[8].flatMap(({ path, privileges }) => {
    const extra = privileges.filter((name) => gone.includes(name));
    return extra.length === 0 ? [] : [`${list(extra)} on \`${path}\``];
  });
  return `On Proxmox VE 8 it takes ${more.join(" and ")} besides.`;
}
