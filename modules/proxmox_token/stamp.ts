/** A token's comment in its parts: the user's own text and what the module keeps at its end. */
export interface Stamped {
  readonly comment: string;
  /** When the secret was made, in milliseconds since 1970. */
  readonly since: number | undefined;
  /** The token this one was made in place of. */
  readonly replaces: string | undefined;
  /** Whether it is only about to take that one's place: its secret may be stored nowhere yet. */
  readonly isPending: boolean;
}

const STAMP = /^(.*?) ?\[(?:(in place of|to replace) (\S+), )?secret of (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)\]$/s;

/** Reads a comment such as `Backup job [in place of backup, secret of 2026-11-22T19:05Z]`. */
export function readStamp(text: string): Stamped {
  const [, comment = text, place, replaces, since] = STAMP.exec(text) ?? [];
  const made = since === undefined ? undefined : Date.parse(since);
  return { comment, replaces, since: made, isPending: place === "to replace" };
}

/** The comment with what is kept at its end; the time loses its seconds. */
export function writeStamp({ comment, since, replaces, isPending }: Stamped): string {
  if (since === undefined) return comment;
  const place = replaces === undefined ? "" : `${isPending ? "to replace" : "in place of"} ${replaces}, `;
  const stamp = `[${place}secret of ${new Date(since).toISOString().slice(0, 16)}Z]`;
  return comment === "" ? stamp : `${comment} ${stamp}`;
}
