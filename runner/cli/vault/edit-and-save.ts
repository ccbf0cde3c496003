import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { HintedError } from "../../../core/errors.ts";
import { whileLocked } from "../../../core/file-lock.ts";
import { editText } from "../../../vault/editor.ts";
import { type Encryption, encryptData, readVaultFile } from "../../../vault/files.ts";
import { encryptWith } from "../../../vault/secrets.ts";
import type { CommandContext } from "../command-context.ts";
import { editorOf } from "./editor-command.ts";

/** A vault file that a person edits. */
interface Edited {
  readonly path: string;
  /** Its bytes when the editor is opened, undefined for a new file. */
  readonly before: Buffer | undefined;
  readonly plain: Buffer;
  readonly encryption: Encryption;
}

/**
 * Opens an editor and writes what is saved, encrypted; a file left unchanged is not written. What was typed is never lost and never
 * left in clear: where it can not be saved the editor opens again, when the person wants that, or the text is kept encrypted under
 * another name. A file that another program changed meanwhile is not overwritten.
 * @throws HintedError VAULT_CONFLICT, VAULT_FORMAT, FILE_UNREADABLE saying where the text is; USAGE when the editor fails
 */
export async function editAndSave(edited: Edited, context: CommandContext): Promise<void> {
  const { path, before, plain } = edited;
  let text = plain;
  for (;;) {
    try {
      text = await editText(text, path, editorOf(context));
    } catch (error) {
      if (text === plain || !(error instanceof HintedError)) throw error;
      throw notSaved(error, keep(text, edited, context));
    }
    if (before !== undefined && text.equals(plain)) return;
    const failure = await save(text, edited);
    if (!failure) return;
    if (failure.code === "VAULT_CONFLICT" || !(await editsAgain(failure, context)))
      throw notSaved(failure, keep(text, edited, context));
  }
}

async function save(text: Buffer, { path, before, encryption }: Edited): Promise<HintedError | undefined> {
  try {
    await whileLocked(path, () => {
      const now = existsSync(path) ? readVaultFile(path) : undefined;
      if (!isSame(now, before)) throw changedMeanwhile(path);
      writeAtomically(path, encryptData(text, encryption, path));
    });
    return undefined;
  } catch (error) {
    if (error instanceof HintedError) return error;
    throw error;
  }
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

async function editsAgain({ message, hint }: HintedError, context: CommandContext): Promise<boolean> {
  if (!context.isInputTerminal || !context.isTerminal) return false;
  context.say(`${message}: ${hint}`);
  return !/^\s*n/i.test(await context.ask("Edit again? [Y/n] ", true));
}

/** Keeps a text encrypted, for its owner only, beside the file or else among the temporary files. @returns where; undefined when it could only be shown */
function keep(text: Buffer, { path, encryption }: Edited, context: CommandContext): string | undefined {
  const { secret, label } = encryption;
  const sealed = encryptWith(secret, text, label === undefined ? {} : { label });
  // The ending keeps it out of inventories and folders of variables.
  const name = `${basename(path)}.edited-${randomBytes(3).toString("hex")}~`;
  for (const place of [join(dirname(path), name), join(tmpdir(), name)]) {
    try {
      writeFileSync(place, sealed, { mode: 0o600, flag: "wx", flush: true });
      return place;
    } catch {
      // The next place, or the terminal: encrypted, it may be seen.
    }
  }
  context.say(sealed);
  return undefined;
}

function notSaved(failure: HintedError, place: string | undefined): HintedError {
  const { code, message, hint } = failure;
  const where = place === undefined ? "shown above" : `in ${place}`;
  return new HintedError(
    code,
    `${message}; what you wrote is not saved but kept, encrypted with the same password, ${where}`,
    {
      hint: place === undefined ? hint : `${hint}; see the text with: pveplay vault view '${place}'`,
      cause: failure,
    },
  );
}

function changedMeanwhile(path: string): HintedError {
  return new HintedError("VAULT_CONFLICT", `${path} was changed by somebody else while you edited it`, {
    hint: "Edit it again and take over what you wrote",
  });
}
