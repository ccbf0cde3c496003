import { HintedError } from "./errors.ts";

interface Meaning {
  readonly what: string;
  readonly hint: string;
}

/** What the user can do about errors of the file system; any other one is our bug. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  EACCES: { what: "Permission denied", hint: "Run as a user who may do this; in a task become: true makes one of you" },
  EPERM: { what: "Not permitted", hint: "Run as a user who may do this; in a task become: true makes one of you" },
  EROFS: { what: "The file system is read-only", hint: "Choose another place, or mount it for writing" },
  ENOSPC: { what: "The disk is full", hint: "Free some space, or choose another place" },
  EDQUOT: { what: "The quota is used up", hint: "Free some space, or choose another place" },
  ENOENT: { what: "There is no such file or folder", hint: "Check the path" },
  ENOTDIR: { what: "A part of the path is no folder", hint: "Check the path" },
  EISDIR: { what: "It is a folder", hint: "Name a file" },
  EEXIST: { what: "It is there already", hint: "Remove it first, or choose another name" },
  ENOTEMPTY: { what: "The folder is not empty", hint: "Empty it first" },
  ELOOP: { what: "The links of the path lead in a circle", hint: "Remove one of the links" },
  ENAMETOOLONG: { what: "The name is too long", hint: "Choose a shorter one" },
  ETXTBSY: { what: "The program is running", hint: "Stop it first" },
  EBUSY: { what: "It is in use", hint: "Stop what uses it, or unmount it" },
  EMFILE: { what: "Too many files are open", hint: "Raise ulimit -n, or lower --forks" },
  ENFILE: { what: "Too many files are open on this machine", hint: "Lower --forks" },
};

/** Calls on files that are open: their errors name no path. */
const WITHOUT_PATH: ReadonlySet<string> = new Set(["read", "write", "close", "fsync", "ftruncate"]);

/** What Node.js says of a file it could not use (errno(3)), as a failure the user can act on: FILE_REFUSED; undefined for anything else. */
export function systemFailure(error: unknown): HintedError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const { code, syscall } = error;
  if (typeof code !== "string" || typeof syscall !== "string") return undefined;
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  if (!meaning || (path === undefined && !WITHOUT_PATH.has(syscall))) return undefined;
  const where = path === undefined ? `on ${syscall}` : `${path} (${syscall})`;
  return new HintedError("FILE_REFUSED", `${meaning.what}: ${where}`, { hint: meaning.hint, cause: error });
}
