/** What the command line asks of a run. */
export interface RunOptions {
  readonly check: boolean;
  readonly diff: boolean;
  readonly forks: number;
  readonly limit: string | undefined;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  readonly verbosity: number;
  readonly forceHandlers: boolean;
  readonly inventorySources: readonly string[];
  readonly connection: string | undefined;
  readonly remoteUser: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly timeout: number | undefined;
  readonly become: boolean;
  readonly becomeMethod: string | undefined;
  readonly becomeUser: string | undefined;
  /** From `-k`, `-K` or their password files; never printed. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
}
