import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";

/** A file to be sent: its bytes are read once for each try. */
export interface UploadFile {
  readonly name: string;
  /** Bytes that {@link UploadFile.read} brings, neither more nor fewer. */
  readonly size: number;
  /** A piece may be overwritten once a few more have been asked for: by then it has been sent. */
  read(): AsyncIterable<Uint8Array>;
}

/** A form with one file, as a request's body. */
export interface Multipart {
  readonly contentType: string;
  /** Bytes of the body: the server refuses uploads whose length it is not told. */
  readonly length: number;
  readonly body: Readable;
}

/**
 * A `multipart/form-data` body in the one form that PVE's own parser takes (pve-http-server, file_upload_multipart): fields first and
 * in the order given, the file last under the name `filename`, its disposition as the first header of its part.
 */
export function multipart(fields: Readonly<Record<string, string>>, file: UploadFile): Multipart {
  const boundary = `pveplay-${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const disposition = `Content-Disposition: form-data; name="filename"; filename="${file.name}"`;
  const head = Buffer.from(
    `${parts.join("")}--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* file.read();
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.size + tail.length,
    // One chunk ahead is enough: what waits here is memory.
    body: Readable.from(bytes(), { highWaterMark: 1 }),
  };
}
