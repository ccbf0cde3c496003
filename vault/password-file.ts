import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { parse } from "node:path";
import { HintedError } from "../core/errors.ts";
import type { VaultSecrets } from "./secrets.ts";

/** Exit code by which a client script says that it knows no password for the vault id. */
const ID_UNKNOWN = 2;

/** A password source that is a file. */
export interface PasswordFile {
  /** Absolute. */
  readonly path: string;
  /** The vault id a `-client` script is asked for; undefined when none was named. */
  readonly label: string | undefined;
}

/**
 * The password a file gives, as Ansible reads it: an executable is run and its output taken without line ends, with
 * `--vault-id LABEL` when its name ends in `-client`; any other file is stripped of surrounding blanks, and may itself be
 * encrypted with a password given `earlier`. @throws HintedError VAULT_NO_PASSWORD, or as VaultSecrets.decrypt
 */
export function readPasswordFile(file: PasswordFile, earlier: VaultSecrets): Buffer {
  const password = isScript(file.path) ? stripLineEnds(run(file)) : readStripped(file.path, earlier);
  if (password.length === 0)
    throw problem(`The vault password from ${file.path} is empty`, "Write the password into it");
  return password;
}

function isScript(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw problem(`The vault password file ${path} was not found`, "Check its path");
  if (stats.isDirectory()) throw problem(`The vault password file ${path} is a directory`, "Name a file in it");
  return (stats.mode & 0o111) !== 0 && allowed(path, constants.X_OK);
}

function readStripped(path: string, earlier: VaultSecrets): Buffer {
  if (!allowed(path, constants.R_OK))
    throw problem(`Can not read the vault password file ${path}`, "Check its permissions");
  return stripLineEnds(earlier.decryptIfNeeded(strip(readFileSync(path))));
}

function run({ path, label }: PasswordFile): Buffer {
  const client = parse(path).name.endsWith("-client");
  const args = client && label !== undefined ? ["--vault-id", label] : [];
  // A plain script keeps the terminal, so that it can ask its user for something.
  const result = spawnSync(path, args, { stdio: [client ? "ignore" : "inherit", "pipe", client ? "pipe" : "inherit"] });
  if (result.error) {
    const hint = "Give it a `#!` first line, or remove its executable bit if it is no script";
    throw problem(`Can not run the vault password script ${path}: ${result.error.message}`, hint);
  }
  if (result.status === 0) return result.stdout;
  const said = client ? `: ${result.stderr.toString("utf8").trim()}` : "";
  if (client && result.status === ID_UNKNOWN) {
    throw problem(`${path} knows no password for the vault id ${label ?? "(none)"}${said}`, "Check the vault id");
  }
  throw problem(
    `The vault password script ${path} ended with exit code ${result.status ?? "none"}${said}`,
    "Run it by hand",
  );
}

function allowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function strip(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, ""), "latin1");
}

function stripLineEnds(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(/^[\r\n]+|[\r\n]+$/g, ""), "latin1");
}

function problem(message: string, hint: string): HintedError {
  return new HintedError("VAULT_NO_PASSWORD", message, { hint });
}
