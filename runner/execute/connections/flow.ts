import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** Lets a stream flow into a sink at the pace the sink takes it; the sink is not ended. @throws what either of them fails with */
export async function flow(source: Readable, sink: Writable): Promise<void> {
  for await (const chunk of source) {
    if (!sink.write(chunk)) await once(sink, "drain");
  }
}
