import { HintedError } from "../core/errors.ts";

const HEADER = "$ANSIBLE_VAULT";
const CIPHER = "AES256";
const LINE_LENGTH = 80;

/** The label Ansible gives to secrets and envelopes that name none. */
export const DEFAULT_LABEL = "default";

/** A vault text taken apart: the label of its header (undefined when it names none) and the hex digits of its body. */
export interface Envelope {
  readonly label: string | undefined;
  readonly body: string;
}

/** Whether the data starts as vault text does. */
export function isEncrypted(data: string | Uint8Array): boolean {
  if (typeof data === "string") return data.startsWith(HEADER);
  return Buffer.from(data.subarray(0, HEADER.length)).toString("latin1") === HEADER;
}

/**
 * Takes a vault text apart the way `ansible-vault` reads it: any version is accepted, a fourth header field is the label,
 * lines end in LF, CR or CRLF, nothing else is trimmed from the body.
 * @throws HintedError VAULT_FORMAT
 */
export function parseEnvelope(text: string): Envelope {
  if (!isEncrypted(text)) {
    throw new HintedError("VAULT_FORMAT", `Not vault text: it does not start with ${HEADER}`, {
      hint: "Encrypt it first with `pveplay vault encrypt`, or check that this is the file you meant",
    });
  }
  const [header = "", ...body] = text.split(/\r\n|\n|\r/);
  const [, version, cipher, label] = header.split(";").map((field) => field.trim());
  if (version === undefined || cipher === undefined) {
    throw new HintedError("VAULT_FORMAT", `Vault header without version and cipher: ${JSON.stringify(header)}`, {
      hint: `Restore the first line, it reads ${HEADER};1.1;${CIPHER}`,
    });
  }
  if (cipher !== CIPHER) {
    throw new HintedError("VAULT_FORMAT", `Vault cipher ${JSON.stringify(cipher)} is not ${CIPHER}`, {
      hint: `Rekey the file with an old ansible-vault that knows this cipher, or correct the header to ${CIPHER}`,
    });
  }
  return { label: label || undefined, body: body.join("") };
}

/** Vault text of a body: format 1.2 with a label, 1.1 without one or with `default`; ends in a newline. */
export function formatEnvelope(body: string, label = DEFAULT_LABEL): string {
  const header = label === DEFAULT_LABEL ? `${HEADER};1.1;${CIPHER}` : `${HEADER};1.2;${CIPHER};${label}`;
  const lines = [header];
  for (let start = 0; start < body.length; start += LINE_LENGTH) lines.push(body.slice(start, start + LINE_LENGTH));
  return `${lines.join("\n")}\n`;
}
