import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { ansibles } from "../../helpers/ansible.ts";
import { bundle } from "../../helpers/bundle.ts";

const PW = "--vault-password-file pw";

/** Exit codes of ansible-vault (ansible-core 2.19). */
const codes: Readonly<Record<string, number>> = {
  [`view enc ${PW}`]: 0,
  [`decrypt enc --output - ${PW}`]: 0,
  [`encrypt_string x ${PW} --output out`]: 0,
  "--help": 0,
  "view --help": 0,
  "decrypt enc --vault-password-file pw2": 1,
  [`decrypt plain ${PW}`]: 1,
  [`decrypt none ${PW}`]: 1,
  "decrypt enc --vault-password-file none": 1,
  "view enc": 1,
  [`encrypt enc ${PW}`]: 1,
  "encrypt plain --vault-id a@pw --encrypt-vault-id z": 1,
  "rekey enc --vault-password-file pw2 --new-vault-password-file pw": 1,
  "decrypt --bogus": 2,
  bogus: 2,
  [`rekey enc --new-vault-id a@pw --new-vault-password-file pw ${PW}`]: 2,
  [`create new ${PW}`]: 5,
  "encrypt plain --vault-id a@pw --vault-id b@pw2": 5,
  [`decrypt enc plain --output x ${PW}`]: 5,
  "encrypt plain --vault-id a;b@pw": 5,
  [`encrypt_string -p - ${PW}`]: 5,
};

describe("pveplay vault ends with the exit code of ansible-vault", () => {
  const program = bundle(join(import.meta.dirname, "../../../runner/cli/main.ts"));
  const newest = ansibles.find(({ version }) => version.startsWith("2.19"));
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "codes-"));
    const files = {
      pw: "one\n",
      pw2: "two\n",
      plain: "a: 1\n",
      enc: VaultSecrets.of({ default: "one" }).encrypt("a: 1\n"),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  });

  /** In a session of its own there is no terminal to ask at. */
  async function exitCode([program, ...before]: readonly [string, ...string[]], args: string): Promise<unknown> {
    const env = { PATH: process.env["PATH"], HOME: cwd, LC_ALL: "C.UTF-8" };
    const child = spawn(program, [...before, ...args.split(" ")], { cwd, env, stdio: "ignore", detached: true });
    const [code] = await once(child, "exit");
    return code;
  }

  test.each(Object.entries(codes))("%s", async (args, code) => {
    expect(await exitCode([process.execPath, program, "vault"], args)).toBe(code);
    if (newest) expect(await exitCode([join(newest.bin, "ansible-vault")], args)).toBe(code);
  });
});
