import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { type CommandInput, CommandStreams } from "../../core/command-streams.ts";

const MEGABYTES = 8;
const BYTES = MEGABYTES * 1024 ** 2;

function bigFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "pveplay-streams-")), "big");
  writeFileSync(file, "");
  truncateSync(file, BYTES);
  return file;
}

/** Runs shell text to its end. */
async function run(text: string, io: { readonly stdin?: CommandInput; readonly sink?: Writable }) {
  const child = spawn("/bin/sh", ["-c", text], { stdio: "pipe" });
  const streams = new CommandStreams({ stdin: io.stdin, sink: io.sink, dialogue: undefined });
  streams.attach(child);
  child.on("exit", () => streams.stopWhenSilent(() => child.stdout.destroy()));
  await once(child, "close");
  streams.end();
  return streams;
}

/** Takes what comes, slowly, and counts it. */
function slowSink(pause: number): Writable & { readonly taken: () => number } {
  let taken = 0;
  const sink = new Writable({
    highWaterMark: 64 * 1024,
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      setTimeout(done, pause);
    },
  });
  return Object.assign(sink, { taken: () => taken });
}

describe("CommandStreams", () => {
  test("feeds a command from a file", async () => {
    const streams = await run("wc -c", { stdin: { file: bigFile() } });
    expect(Number(streams.stdout.toString())).toBe(BYTES);
  });

  test("tells of a file that can not be read, after which the command ends by itself", async () => {
    const streams = await run("wc -c", { stdin: { file: "/nowhere/at/all" } });
    expect(streams.failure).toMatchObject({ code: "ENOENT" });
  });

  test("does not mind a command that leaves its input alone", async () => {
    const streams = await run("echo done", { stdin: { file: bigFile() } });
    expect(streams.stdout.toString()).toBe("done\n");
  });

  test("hands everything to a sink at its own pace, long after the command has ended", async () => {
    const sink = slowSink(20);
    const streams = await run(`head -c ${BYTES} /dev/zero`, { sink });
    sink.end();
    await once(sink, "finish");
    expect(sink.taken()).toBe(BYTES);
    expect(streams.stdout.length).toBe(0);
  }, 30_000);

  test("tells of a sink that breaks", async () => {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done(new Error("full")) });
    sink.on("error", () => undefined);
    const streams = await run(`head -c ${BYTES} /dev/zero`, { sink });
    expect(streams.failure?.message).toBe("full");
  });
});
