import type { ToolResult } from "../tool.ts";

/** An archive of the target and what is to become of it. */
export interface ArchiveJob {
  readonly file: string;
  readonly dest: string;
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  /** Further words for the program that unpacks. */
  readonly options: readonly string[];
  readonly keepNewer: boolean;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly mode: unknown;
}

/** An archive that the target can read. */
export interface Archive {
  /** The name Ansible gives this kind. */
  readonly handler: string;
  /** What is in it, as far as it is unpacked. */
  readonly names: readonly string[];
  /** Whether check mode can tell what would change. */
  readonly canCheck: boolean;
  /** Whether all of it is there already. */
  isUnpacked(): Promise<boolean>;
  /** @throws HintedError TASK_FAILED */
  unpack(): Promise<ToolResult>;
}
