import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const GZIP = Buffer.from([0x1f, 0x8b]);

/** One recorded exchange with the API. */
export interface Exchange {
  readonly n: number;
  readonly group: string;
  readonly note?: string;
  /** The principal: `root` and `mms` are the standing tokens, anything else is in `request_headers`. */
  readonly as: string;
  readonly method: string;
  /** Without `/api2/json`, unless the format was another. */
  readonly path: string;
  readonly query?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly request_headers?: Readonly<Record<string, string>>;
  readonly request_body?: string;
  readonly status: number;
  readonly reason: string;
  readonly content_type?: string;
  readonly body: unknown;
  readonly ms: number;
}

/** Reads a transcript, gzipped or not: one exchange per line. @throws Error when a line is no exchange */
export function readTranscript(file: string | URL): Exchange[] {
  const stored = readFileSync(file);
  const text = stored.subarray(0, 2).equals(GZIP) ? gunzipSync(stored) : stored;
  return text
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      const data: unknown = JSON.parse(line);
      if (!isExchange(data)) throw new Error(`Line ${index + 1} of the transcript is no exchange`);
      return data;
    });
}

function isExchange(data: unknown): data is Exchange {
  return (
    data !== null && typeof data === "object" && "method" in data && "path" in data && "status" in data && "n" in data
  );
}
