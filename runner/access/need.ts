import type { Origin } from "../../core/errors.ts";
import type { Requirement } from "../../core/proxmox/access/requirement.ts";

/** What one call of a task needs. */
export interface TaskNeed {
  /** The task's name, or its module where it has none. */
  readonly task: string;
  readonly origin: Origin | undefined;
  readonly module: string;
  readonly endpoint: string;
  readonly requirement: Requirement;
}

/** What a playbook needs, and what could not be told. */
export interface PlaybookNeeds {
  readonly needs: readonly TaskNeed[];
  /** Guests that tasks name, by id or name. */
  readonly guests: ReadonlySet<string>;
  /** Sentences for the user. */
  readonly notes: readonly string[];
  /** Whether what a path leaves open is a guest that the playbook makes. */
  readonly isNew: (what: string) => boolean;
}
