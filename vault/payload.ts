import { HintedError } from "../core/errors.ts";

/** What an envelope's body holds. */
export interface Payload {
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

/** The hex digits of a body: salt, HMAC and ciphertext, each in hex, one per line, the whole in hex again. */
export function formatPayload({ salt, hmac, ciphertext }: Payload): string {
  const inner = [salt, hmac, ciphertext].map((part) => part.toString("hex")).join("\n");
  return Buffer.from(inner, "latin1").toString("hex");
}

/** Takes a body apart. @throws HintedError VAULT_FORMAT when it is cut short or holds anything but hex digits */
export function parsePayload(body: string): Payload {
  const parts = splitTwice(unhex(body).toString("latin1"));
  if (!parts) throw damaged("it holds fewer than the three parts salt, HMAC and ciphertext");
  const [salt, hmac, ciphertext] = parts;
  return { salt: unhex(salt), hmac: unhex(hmac), ciphertext: unhex(ciphertext) };
}

function splitTwice(text: string): readonly [string, string, string] | undefined {
  const first = text.indexOf("\n");
  const second = text.indexOf("\n", first + 1);
  if (first < 0 || second < 0) return undefined;
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

function unhex(digits: string): Buffer {
  const stray = /[^0-9a-f]/i.exec(digits);
  if (stray) throw damaged(`it holds ${JSON.stringify(stray[0])}, which is no hex digit`);
  if (digits.length % 2 === 1) throw damaged(`it holds an odd number of hex digits (${digits.length})`);
  return Buffer.from(digits, "hex");
}

function damaged(why: string): HintedError {
  return new HintedError("VAULT_FORMAT", `Vault text is damaged: ${why}`, {
    hint: "Restore it from a backup; it was cut short, re-indented or edited by hand",
  });
}
