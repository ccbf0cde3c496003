import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type ParsedKey, utils } from "ssh2";
import type { AskSecret } from "../options.ts";

/** A private key, or why there is none. */
export type KeyFound =
  | { readonly kind: "key"; readonly key: ParsedKey }
  | { readonly kind: "missing" | "unreadable" | "encrypted" | "wrong-passphrase"; readonly source: string };

interface Passphrase {
  readonly passphrase: string | undefined;
}

/** Private keys, each read, decrypted and asked for once however many hosts use it. */
export class KeyRing {
  readonly #found = new Map<string, Promise<KeyFound>>();
  readonly #ask: AskSecret | undefined;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(ask?: AskSecret) {
    this.#ask = ask;
  }

  /** The key in a file. */
  fromFile(file: string, { passphrase }: Passphrase): Promise<KeyFound> {
    return this.#once(`file\0${file}\0${passphrase ?? ""}`, async () => {
      if (!existsSync(file)) return { kind: "missing", source: file };
      const text = await readFile(file).catch(() => undefined);
      if (text === undefined) return { kind: "unreadable", source: file };
      return this.#open(text, { source: file, passphrase });
    });
  }

  /** The key in a text, such as a variable's. */
  fromText(text: string, { passphrase }: Passphrase): Promise<KeyFound> {
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    return this.#once(`text\0${text}\0${passphrase ?? ""}`, () =>
      this.#open(Buffer.from(whole), { source: "the given private key", passphrase }),
    );
  }

  /** The public key beside a private one, for finding it in the agent. */
  async publicKey(file: string): Promise<Buffer | undefined> {
    const text = await readFile(`${file}.pub`).catch(() => undefined);
    const key = text === undefined ? undefined : parsed(text);
    return key?.getPublicSSH();
  }

  #once(name: string, find: () => Promise<KeyFound>): Promise<KeyFound> {
    const known = this.#found.get(name);
    if (known) return known;
    const found = find();
    this.#found.set(name, found);
    return found;
  }

  /** A person is asked one thing at a time. */
  #askInTurn(question: string): Promise<string | undefined> {
    const asked = this.#asking.then(() => this.#ask?.(question));
    this.#asking = asked.catch(() => undefined);
    return asked;
  }

  async #open(text: Buffer, { source, passphrase }: Passphrase & { readonly source: string }): Promise<KeyFound> {
    const plain = parsed(text);
    if (plain) return { kind: "key", key: plain };
    if (!isEncrypted(text)) return { kind: "unreadable", source };
    const asked = passphrase ?? (await this.#askInTurn(`Passphrase for ${source}: `));
    if (asked === undefined || asked === "") return { kind: "encrypted", source };
    const key = parsed(text, asked);
    return key ? { kind: "key", key } : { kind: "wrong-passphrase", source };
  }
}

function parsed(text: Buffer, passphrase?: string): ParsedKey | undefined {
  const found: ParsedKey | Error | readonly ParsedKey[] = utils.parseKey(text, passphrase);
  if (found instanceof Error) return undefined;
  return Array.isArray(found) ? found[0] : found;
}

function isEncrypted(text: Buffer): boolean {
  const error = utils.parseKey(text);
  return error instanceof Error && /encrypted|passphrase/i.test(error.message);
}
