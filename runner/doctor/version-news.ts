/** A privilege that not every version has (source: the API schemas of 8.4 and 9.2). */
export interface PrivilegeNews {
  readonly goneIn?: number;
  readonly newIn?: number;
  readonly todo: string;
}

/** What became of a privilege between versions; undefined for one that all have. */
export function privilegeNews(privilege: string): PrivilegeNews | undefined {
  if (privilege === "VM.Monitor") {
    const todo =
      "On 9 grant VM.GuestAgent.Audit to ask agents, FileRead, FileWrite and Unrestricted for more, and Sys.Audit for the monitor";
    return { goneIn: 9, todo };
  }
  if (privilege.startsWith("VM.GuestAgent.")) return { newIn: 9, todo: "On 8 grant VM.Monitor in its place" };
  return privilege === "VM.Replicate" ? { newIn: 9, todo: "On 8 leave it out" } : undefined;
}
