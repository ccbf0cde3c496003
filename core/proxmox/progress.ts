import type { UploadFile } from "./multipart.ts";

/** Takes a line about work that is going on, for a person who watches. */
export type SayProgress = (text: string) => void;

/** Milliseconds between two lines. */
const EVERY = 1000;
const MIB = 1024 ** 2;

/** The same file, saying every second how much of it has been read to be sent. Small files are sent before there is anything to say. */
export function withProgress(file: UploadFile, say: SayProgress): UploadFile {
  return {
    ...file,
    async *read() {
      let sent = 0;
      let last = Date.now();
      for await (const piece of file.read()) {
        yield piece;
        sent += piece.length;
        if (Date.now() - last < EVERY) continue;
        last = Date.now();
        say(
          `${file.name}: ${Math.round(sent / MIB)} of ${Math.round(file.size / MIB)} MiB sent (${Math.floor((100 * sent) / file.size)} %)`,
        );
      }
    },
  };
}
