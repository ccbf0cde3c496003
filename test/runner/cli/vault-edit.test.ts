import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PW, secrets, vault, workFolder } from "./vault-runs.ts";

describe("vault edit and create", () => {
  const env = (editor: string): Readonly<Record<string, string | undefined>> => ({
    EDITOR: editor,
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
  });

  test("write back what changed under the same vault id", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("old: 1\n", "dev") });
    await vault({ cwd, env: env("sed -i s/old/new/") }, "edit", "a.yml", "--vault-id", "other@pw-dev");
    expect(secrets.open(readFileSync(join(cwd, "a.yml")))).toMatchObject({
      label: "dev",
      plain: Buffer.from("new: 1\n"),
    });
  });

  test("leave the file alone when nothing changed or the editor fails", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("old: 1\n") });
    const before = readFileSync(join(cwd, "a.yml"), "utf8");
    await vault({ cwd, env: env("true") }, "edit", "a.yml", ...PW);
    await expect(vault({ cwd, env: env("false") }, "edit", "a.yml", ...PW)).rejects.toMatchObject({ code: "USAGE" });
    await expect(vault({ cwd, env: env("no-such-editor") }, "edit", "a.yml", ...PW)).rejects.toMatchObject({
      code: "USAGE",
    });
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe(before);
  });

  /** The text that was kept when it could not be saved, with the mode of its file. */
  function kept(cwd: string): readonly (readonly [string, number])[] {
    const names = readdirSync(cwd).filter((name) => name.includes(".edited-"));
    return names.map((name) => [
      secrets.decrypt(readFileSync(join(cwd, name))).toString(),
      statSync(join(cwd, name)).mode & 0o777,
    ]);
  }

  test("do not overwrite what somebody else wrote meanwhile, and keep the text encrypted", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("old: 1\n"), theirs: secrets.encrypt("theirs: 1\n") });
    const editor = env(`sh -c 'echo mine > $0; cp ${cwd}/theirs ${cwd}/a.yml'`);
    await expect(vault({ cwd, env: editor }, "edit", "a.yml", ...PW)).rejects.toMatchObject({
      code: "VAULT_CONFLICT",
      message: expect.stringContaining(".edited-"),
    });
    expect(secrets.decrypt(readFileSync(join(cwd, "a.yml"))).toString()).toBe("theirs: 1\n");
    expect(kept(cwd)).toEqual([["mine\n", 0o600]]);
  });

  test("make no file over one that somebody else made meanwhile", async () => {
    const cwd = workFolder();
    const editor = env(`sh -c 'echo mine > $0; echo theirs > ${cwd}/n.yml'`);
    const made = vault({ cwd, env: editor }, "create", "n.yml", "--skip-tty-check", ...PW);
    await expect(made).rejects.toMatchObject({ code: "VAULT_CONFLICT" });
    expect(readFileSync(join(cwd, "n.yml"), "utf8")).toBe("theirs\n");
    expect(kept(cwd)).toEqual([["mine\n", 0o600]]);
  });

  const CIPHERTEXT = "$ANSIBLE_VAULT;1.1;AES256\n";

  test("open the editor again, with the text as it was left, where it can not be saved", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("old: 1\n"), cipher: CIPHERTEXT });
    // The first time it becomes what is no plain text, the second time it is put right.
    writeFileSync(join(cwd, "editor"), `if grep -q VAULT $1; then echo again > $1; else cp ${cwd}/cipher $1; fi`);
    const editor = env(`sh ${cwd}/editor`);
    const world = { cwd, env: editor, isTerminal: true, answers: ["y"] };
    expect((await vault(world, "edit", "a.yml", ...PW)).asked).toEqual(["Edit again? [Y/n] "]);
    expect(secrets.decrypt(readFileSync(join(cwd, "a.yml"))).toString()).toBe("again\n");
    expect(kept(cwd)).toEqual([]);
  });

  test.each([
    ["without a terminal", {}],
    ["when the person has enough", { isTerminal: true, answers: ["n"] }],
  ])("keep a text that can not be saved %s", async (_name, world) => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("old: 1\n"), cipher: CIPHERTEXT });
    const before = readFileSync(join(cwd, "a.yml"), "utf8");
    const editor = env(`cp ${cwd}/cipher`);
    const edit = vault({ cwd, env: editor, ...world }, "edit", "a.yml", ...PW);
    await expect(edit).rejects.toMatchObject({ code: "VAULT_FORMAT" });
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe(before);
    expect(kept(cwd)).toEqual([[CIPHERTEXT, 0o600]]);
  });

  test("make a new file in a new folder, for the owner only", async () => {
    const cwd = workFolder();
    const world = { cwd, env: env("sh -c 'echo made > $0'") };
    await vault(world, "create", "sub/new.yml", "--skip-tty-check", ...PW);
    expect(secrets.decrypt(readFileSync(join(cwd, "sub/new.yml"))).toString()).toBe("made\n");
    expect(statSync(join(cwd, "sub/new.yml")).mode & 0o777).toBe(0o600);
    await expect(vault(world, "create", "sub/new.yml", "--skip-tty-check", ...PW)).rejects.toMatchObject({
      code: "USAGE",
    });
    await expect(vault(world, "create", "other.yml", ...PW)).rejects.toMatchObject({ code: "USAGE" });
  });
});
