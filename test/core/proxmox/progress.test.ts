import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { withProgress } from "../../../core/proxmox/progress.ts";

const MIB = 1024 ** 2;

describe("withProgress()", () => {
  test("passes every byte on, and says every second how far it is", async () => {
    const said: string[] = [];
    const file = {
      name: "disk.qcow2",
      size: 4 * MIB,
      async *read() {
        for (let piece = 0; piece < 4; piece++) {
          if (piece === 2) await sleep(1100);
          yield Buffer.alloc(MIB, piece);
        }
      },
    };
    let bytes = 0;
    for await (const piece of withProgress(file, (text) => said.push(text)).read()) bytes += piece.length;
    expect(bytes).toBe(4 * MIB);
    expect(said).toEqual(["disk.qcow2: 3 of 4 MiB sent (75 %)"]);
  });
});
