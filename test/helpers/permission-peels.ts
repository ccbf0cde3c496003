import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One call of a peel: what the caller held, and what the server said. */
export interface Step {
  readonly have: Readonly<Record<string, readonly string[]>>;
  readonly status: number;
  readonly reason: string;
  readonly task: string | null;
}

/** A recorded call that was repeated, each time with the privilege granted that the refusal before had named. */
export interface Peel {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>> | null;
  readonly note: string;
  readonly steps: readonly Step[];
}

/** The recorded peels. */
export const peels: readonly Peel[] = gunzipSync(
  readFileSync(new URL("../fixtures/permission-peel.jsonl.gz", import.meta.url)),
)
  .toString("utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): Peel => JSON.parse(line));
