import { matchesPatterns } from "../patterns.ts";
import { problem } from "./values.ts";

/** What `Match` conditions are about. */
export interface MatchSubject {
  /** The name given by the user. */
  readonly original: string;
  /** After `HostName`. */
  readonly host: string;
  readonly user: string;
  readonly localUser: string;
}

/**
 * Whether a `Match` line holds. Known are `all`, `host`, `originalhost`, `user` and `localuser`, each negated by `!`.
 * @throws HintedError SSH_CONFIG for `exec`, `canonical`, `final` and others, which are not supported
 */
export function matchHolds(words: readonly string[], subject: MatchSubject, place: string): boolean {
  let holds = true;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const [, negation, criterion = ""] = /^(!?)(.*)$/.exec(word.toLowerCase()) ?? [];
    if (criterion === "all") continue;
    const value = subjectOf(criterion, subject);
    if (value === undefined) throw problem(place, `'Match ${word}' is not supported, expected all, host or user`);
    at += 1;
    const fits = matchesPatterns((words[at] ?? "").split(","), value);
    if (fits === (negation === "!")) holds = false;
  }
  return holds;
}

function subjectOf(criterion: string, subject: MatchSubject): string | undefined {
  switch (criterion) {
    case "host":
      return subject.host;
    case "originalhost":
      return subject.original;
    case "user":
      return subject.user;
    case "localuser":
      return subject.localUser;
    default:
      return undefined;
  }
}
