import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { isEncrypted } from "../../../../vault/envelope.ts";
import type { ActionCall } from "../action.ts";
import { type Content, LARGE } from "./content.ts";

/** Bytes that tell a vault file. */
const PEEK = 64;

/** What a file of the controller is to be on the target: a vault decrypted, a small file read, a large one only named. @throws HintedError VAULT_*, FILE_UNREADABLE */
export function sourceContent(call: ActionCall, path: string, decrypt: boolean): Content {
  const { size } = statSync(path);
  if (size <= LARGE) return decrypt ? call.run.state.files.read(path) : readFileSync(path);
  return decrypt && isEncrypted(headOf(path)) ? call.run.state.files.read(path) : { file: path, size };
}

function headOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(PEEK);
    return head.subarray(0, readSync(file, head, 0, PEEK, 0));
  } finally {
    closeSync(file);
  }
}
