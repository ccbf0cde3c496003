import { ProxmoxClient } from "./client.ts";

/** The client for clearing up: it goes on when the process was told to stop. */
export function withoutStop({ connection }: ProxmoxClient): ProxmoxClient {
  return new ProxmoxClient(connection, new AbortController().signal);
}
