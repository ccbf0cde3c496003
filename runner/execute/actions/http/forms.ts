import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { fromJson } from "../../../../core/values.ts";
import { dumpJson } from "../../../template/json-text.ts";

/** A body as it is sent, with the headers that say what it is. */
export interface FormData {
  readonly body: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** As Python's json.dumps writes it. */
const PYTHON_STYLE = { indent: undefined, sortKeys: false, ascii: true, dates: false, separators: undefined } as const;

/** Where a file that a form sends is found. */
type Find = (name: string) => string;

/** Writes a body in one of the forms of uri. @throws HintedError OPTION_INVALID */
export function encodeForm(
  body: unknown,
  format: "raw" | "json" | "form-urlencoded" | "form-multipart",
  find: Find,
): FormData {
  if (format !== "json" && (body === undefined || body === null)) return { body: undefined, headers: {} };
  switch (format) {
    case "json":
      return {
        body: Buffer.from(typeof body === "string" ? body : dumpJson(fromJson(body), PYTHON_STYLE)),
        headers: { "Content-Type": "application/json" },
      };
    case "form-urlencoded":
      return { body: Buffer.from(urlEncoded(body)), headers: { "Content-Type": "application/x-www-form-urlencoded" } };
    case "form-multipart":
      return multipart(body, find);
    case "raw":
      return { body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), headers: {} };
  }
}

function urlEncoded(body: unknown): string {
  if (typeof body === "string") return body;
  const pairs = Array.isArray(body)
    ? body.map((pair: unknown) => (Array.isArray(pair) ? pair : []))
    : Object.entries(requireObject(body));
  const params = new URLSearchParams();
  for (const [name, value] of pairs) {
    for (const item of Array.isArray(value) ? value : [value]) params.append(text(name), text(item));
  }
  return params.toString();
}

function multipart(body: unknown, find: Find): FormData {
  const boundary = `===============${randomBytes(12).toString("hex")}==`;
  const parts = Object.entries(requireObject(body)).map(([name, value]) => part(name, value, { boundary, find }));
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { "Content-Type": `multipart/form-data; boundary="${boundary}"` },
  };
}

function part(
  name: string,
  value: unknown,
  { boundary, find }: { readonly boundary: string; readonly find: Find },
): Buffer {
  if (typeof value !== "object" || value === null) {
    return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text(value)}\r\n`);
  }
  const { content, filename, mime_type: type } = requireObject(value);
  const data =
    content === undefined && typeof filename === "string" ? readFileSync(find(filename)) : Buffer.from(text(content));
  const file = filename === undefined ? "" : `; filename="${basename(text(filename))}"`;
  const kind = `Content-Type: ${type === undefined ? "application/octet-stream" : text(type)}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${kind}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from("\r\n")]);
}

function requireObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return Object.fromEntries(Object.entries(body));
  throw new HintedError("OPTION_INVALID", "'body' is not a dictionary", { hint: "Give form fields by name" });
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value) ?? "";
}
