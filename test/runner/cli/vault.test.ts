import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadYaml } from "../../../core/yaml/index.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { ansibles } from "../../helpers/ansible.ts";
import { PW, secrets, vault, workFolder } from "./vault-runs.ts";

describe("vault encrypt, decrypt and view", () => {
  test("change a file in place and keep its mode", async () => {
    const cwd = workFolder({ "a.yml": "a: 1\n" });
    chmodSync(join(cwd, "a.yml"), 0o640);
    await vault({ cwd }, "encrypt", "a.yml", ...PW);
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n[0-9a-f]{80}\n/);
    await vault({ cwd }, "decrypt", "a.yml", ...PW);
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe("a: 1\n");
    expect(statSync(join(cwd, "a.yml")).mode & 0o777).toBe(0o640);
  });

  test("pass standard input to standard output when no file is named", async () => {
    const cwd = workFolder();
    const { text } = await vault({ cwd, input: "a: 1\n" }, "encrypt", "--vault-id", "dev@pw-dev");
    expect(text).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;dev\n/);
    const back = await vault({ cwd, input: text }, "decrypt", "--vault-id", "dev@pw-dev");
    expect(back.text).toBe("a: 1\n");
  });

  test("write a new output file for the owner only", async () => {
    const cwd = workFolder({ "a.yml": "a: 1\n" });
    await vault({ cwd }, "encrypt", "a.yml", "--output", "out.yml", ...PW);
    expect(statSync(join(cwd, "out.yml")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe("a: 1\n");
  });

  test("show standard input", async () => {
    const { text } = await vault({ cwd: workFolder(), input: secrets.encrypt("a: 1") }, "view", "-", ...PW);
    expect(text).toBe("a: 1\n");
  });

  test("leave a file that does not open as it is, and no other file beside it", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("x", "dev") });
    const before = readFileSync(join(cwd, "a.yml"), "utf8");
    await expect(vault({ cwd }, "decrypt", "a.yml", ...PW)).rejects.toMatchObject({ code: "VAULT_WRONG_PASSWORD" });
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe(before);
    expect(readdirSync(cwd).sort()).toEqual(["a.yml", "pw", "pw-dev", "pw-new"]);
  });

  test.each([
    ["encrypting twice", ["encrypt", "enc.yml", ...PW], "VAULT_FORMAT"],
    ["two passwords and no choice", ["encrypt", "a.yml", ...PW, "--vault-id", "dev@pw-dev"], "USAGE"],
    ["an unknown choice", ["encrypt", "a.yml", ...PW, "--encrypt-vault-id", "prod"], "VAULT_NO_PASSWORD"],
    ["several files for one output", ["decrypt", "enc.yml", "a.yml", "--output", "x", ...PW], "USAGE"],
    ["a missing file", ["decrypt", "nowhere.yml", ...PW], "FILE_NOT_FOUND"],
    ["a file that is no vault", ["decrypt", "a.yml", ...PW], "VAULT_FORMAT"],
    ["a password file that is missing", ["decrypt", "enc.yml", "--vault-password-file", "none"], "VAULT_NO_PASSWORD"],
    ["a vault id with a semicolon", ["decrypt", "enc.yml", "--vault-id", "a;b@pw"], "USAGE"],
  ])("refuse %s", async (_name, args, code) => {
    const cwd = workFolder({ "a.yml": "a: 1\n", "enc.yml": secrets.encrypt("x") });
    await expect(vault({ cwd }, ...args)).rejects.toMatchObject({ code });
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe("a: 1\n");
  });
});

describe("vault passwords", () => {
  test("are asked for, twice when new", async () => {
    const cwd = workFolder();
    const made = await vault({ cwd, input: "x", answers: ["secret", "secret"] }, "encrypt");
    expect(made.asked).toEqual(["New Vault password: ", "Confirm New Vault password: "]);
    const opened = await vault({ cwd, input: made.text, answers: ["secret"] }, "decrypt", "--vault-id", "ci@prompt");
    expect(opened.asked).toEqual(["Vault password (ci): "]);
    expect(opened.text).toBe("x");
  });

  test("that differ when typed twice are refused", async () => {
    const world = { cwd: workFolder(), input: "x", answers: ["secret", "other"] };
    await expect(vault(world, "encrypt")).rejects.toMatchObject({ code: "VAULT_NO_PASSWORD" });
  });

  test("come from the environment and from ansible.cfg, relative to it", async () => {
    const cwd = workFolder({
      "e.yml": secrets.encrypt("by dev", "dev"),
      "ansible.cfg": "[defaults]\nvault_identity_list = dev@pw-dev\n",
    });
    expect((await vault({ cwd }, "view", "e.yml")).text).toBe("by dev\n");
    const env = { ANSIBLE_VAULT_PASSWORD_FILE: "pw-dev", HOME: "/nonexistent", ANSIBLE_CONFIG: "/nonexistent" };
    expect(
      (await vault({ cwd: workFolder({ "e.yml": secrets.encrypt("by env", "dev") }), env }, "view", "e.yml")).text,
    ).toBe("by env\n");
  });

  test("may be in a file that an earlier one decrypts", async () => {
    const cwd = workFolder({
      "pw-locked": secrets.encrypt("inner\n"),
      "e.yml": VaultSecrets.of({ x: "inner" }).encrypt("deep"),
    });
    expect((await vault({ cwd }, "view", "e.yml", ...PW, "--vault-password-file", "pw-locked")).text).toBe("deep\n");
  });

  test("come from scripts, which get the vault id when they are clients", async () => {
    const cwd = workFolder({
      "ask-client.sh": '#!/bin/sh\n[ "$1 $2" = "--vault-id dev" ] && echo pw-dev || exit 2\n',
      "e.yml": secrets.encrypt("x", "dev"),
    });
    chmodSync(join(cwd, "ask-client.sh"), 0o755);
    expect((await vault({ cwd }, "view", "e.yml", "--vault-id", "dev@ask-client.sh")).text).toBe("x\n");
    const refused = vault({ cwd }, "view", "e.yml", "--vault-id", "prod@ask-client.sh");
    await expect(refused).rejects.toMatchObject({ code: "VAULT_NO_PASSWORD" });
  });

  test("of a source that fails are a warning while another one is there", async () => {
    const cwd = workFolder({ "e.yml": secrets.encrypt("x") });
    const { text, warnings } = await vault({ cwd }, "view", "e.yml", "--vault-id", "gone@nowhere", ...PW);
    expect(text).toBe("x\n");
    expect(warnings).toEqual([expect.stringContaining("nowhere was not found")]);
  });
});

describe("vault encrypt_string", () => {
  test("prints values that paste into YAML as they are", async () => {
    const cwd = workFolder();
    const { text, said } = await vault({ cwd }, "encrypt_string", "-n", "one", "s1", "s2", "--vault-id", "dev@pw-dev");
    expect(text).toMatch(/^one: !vault \|\n {10}\$ANSIBLE_VAULT;1\.2;AES256;dev\n( {10}[0-9a-f]+\n)+!vault \|\n/);
    expect(said).toEqual([
      "There are fewer --name options than strings: the last named one is one",
      '# The encrypted version of variable ("one", the string #1 from the command line args).',
      "# The encrypted version of the string #2 from the command line args.)",
    ]);
  });

  test("keeps the line end of standard input, which is part of the secret", async () => {
    const cwd = workFolder();
    const { text } = await vault({ cwd, input: "s3cr3t\n" }, "encrypt_string", "--stdin-name", "tok", ...PW);
    const document = loadYaml(`a: 1\n${text}b: 2\n`, { file: "t", decrypt: secrets.decryptText });
    expect(document).toBeInstanceOf(Map);
    const tok = document instanceof Map ? document.get("tok") : undefined;
    expect(tok).toMatchObject({ envelope: expect.stringContaining("$ANSIBLE_VAULT;1.1;AES256\n") });
  });

  test("asks for name and string", async () => {
    const world = { cwd: workFolder(), answers: ["db_pass", "x y"] };
    const { text, asked } = await vault(world, "encrypt_string", "--prompt", ...PW);
    expect(asked).toEqual(["Variable name (enter for no name): ", "String to encrypt (hidden): "]);
    expect(text).toMatch(/^db_pass: !vault \|\n/);
  });

  test.each([
    ["an empty string", ["encrypt_string", "", ...PW]],
    ["prompt and input together", ["encrypt_string", "-p", "-", ...PW]],
  ])("refuses %s", async (_name, args) => {
    await expect(vault({ cwd: workFolder() }, ...args)).rejects.toMatchObject({ code: "USAGE" });
  });
});

describe("vault rekey", () => {
  test("changes password and vault id of files", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("a"), "b.yml": secrets.encrypt("b", "dev") });
    const { said } = await vault(
      { cwd },
      "rekey",
      "a.yml",
      "b.yml",
      ...PW,
      "--vault-id",
      "dev@pw-dev",
      "--new-vault-id",
      "prod@pw-new",
    );
    const opened = ["a.yml", "b.yml"].map((name) =>
      VaultSecrets.of({ prod: "pw-new" }).open(readFileSync(join(cwd, name))),
    );
    expect(opened.map(({ plain, label }) => [plain.toString(), label])).toEqual([
      ["a", "prod"],
      ["b", "prod"],
    ]);
    expect(said).toEqual(["Rekey successful"]);
  });

  test("changes no file when one does not open", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("a"), "b.yml": secrets.encrypt("b", "dev") });
    const before = readFileSync(join(cwd, "a.yml"), "utf8");
    const rekey = vault({ cwd }, "rekey", "a.yml", "b.yml", ...PW, "--new-vault-password-file", "pw-new");
    await expect(rekey).rejects.toMatchObject({
      code: "VAULT_WRONG_PASSWORD",
      message: expect.stringContaining("b.yml"),
    });
    expect(readFileSync(join(cwd, "a.yml"), "utf8")).toBe(before);
  });
});

describe("vault get and set", () => {
  test("change one key of an encrypted file and keep comments and order", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("# head\nuser: u # who\npass: old\nlast: 1\n", "dev") });
    await vault({ cwd, input: "new pass\n" }, "set", "a.yml", "pass", "--vault-id", "dev@pw-dev");
    const { plain, label } = secrets.open(readFileSync(join(cwd, "a.yml")));
    expect(plain.toString()).toBe('# head\nuser: u # who\npass: "new pass"\nlast: 1\n');
    expect(label).toBe("dev");
    expect((await vault({ cwd }, "get", "a.yml", "pass", "--vault-id", "dev@pw-dev")).text).toBe("new pass\n");
  });

  test("change one inline value of a plain file and keep the bytes of the others", async () => {
    const { text } = await vault({ cwd: workFolder() }, "encrypt_string", "-n", "a", "one", "-n", "b", "two", ...PW);
    const cwd = workFolder({ "v.yml": `# secrets\n${text}c: 3 # plain\n` });
    await vault({ cwd, answers: ["changed"] }, "set", "v.yml", "a", ...PW);
    const after = readFileSync(join(cwd, "v.yml"), "utf8");
    expect(after.slice(after.indexOf("b: !vault"))).toBe(`${text.slice(text.indexOf("b: !vault"))}c: 3 # plain\n`);
    expect((await vault({ cwd }, "get", "v.yml", "a", ...PW)).text).toBe("changed\n");
    expect((await vault({ cwd }, "get", "v.yml", "b", ...PW)).text).toBe("two\n");
  });

  test("take a key by its text: y is no boolean, and its old value does not stay in clear", async () => {
    const cwd = workFolder({ "v.yml": "y: clear\nn: 1\n" });
    await vault({ cwd, input: "changed\n" }, "set", "v.yml", "y", ...PW);
    const after = readFileSync(join(cwd, "v.yml"), "utf8");
    expect(after).not.toContain("clear");
    expect(after.match(/^y:/gm)).toHaveLength(1);
    expect((await vault({ cwd }, "get", "v.yml", "y", ...PW)).text).toBe("changed\n");
  });

  test.each(["", "a..b"])("refuse the key '%s'", async (key) => {
    const cwd = workFolder({ "v.yml": "a: {b: 1}\n" });
    await expect(vault({ cwd, input: "x" }, "set", "v.yml", key, ...PW)).rejects.toMatchObject({ code: "USAGE" });
    expect(readFileSync(join(cwd, "v.yml"), "utf8")).toBe("a: {b: 1}\n");
  });

  test("say that a key is missing", async () => {
    const cwd = workFolder({ "a.yml": secrets.encrypt("a: {b: 1}\n") });
    await expect(vault({ cwd }, "get", "a.yml", "a.c", ...PW)).rejects.toMatchObject({ code: "USAGE" });
    expect((await vault({ cwd }, "get", "a.yml", "a.b", ...PW)).text).toBe("1\n");
  });
});

describe.skipIf(ansibles.length === 0).each(ansibles)(
  "vault files and those of ansible-vault $version",
  ({ bin, version }) => {
    const plain = "ключ: 日本 🔑\nmulti: |\n  l1\r\n";

    function theirs(cwd: string, ...args: string[]): string {
      const env = { PATH: process.env["PATH"], HOME: cwd, LC_ALL: "C.UTF-8" };
      return execFileSync(join(bin, "ansible-vault"), args, {
        cwd,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    }

    test("open both ways, with and without a vault id", async () => {
      const cwd = workFolder({
        "ours.yml": plain,
        "ours-dev.yml": plain,
        "theirs.yml": plain,
        "theirs-dev.yml": plain,
      });
      await vault({ cwd }, "encrypt", "ours.yml", ...PW);
      await vault({ cwd }, "encrypt", "ours-dev.yml", "--vault-id", "dev@pw-dev");
      theirs(cwd, "encrypt", "theirs.yml", ...PW);
      theirs(cwd, "encrypt", "theirs-dev.yml", "--vault-id", "dev@pw-dev");
      const both = [...PW, "--vault-id", "dev@pw-dev"];
      expect(theirs(cwd, "decrypt", "ours.yml", "--output", "-", ...both)).toBe(plain);
      expect(theirs(cwd, "decrypt", "ours-dev.yml", "--output", "-", ...both)).toBe(plain);
      expect((await vault({ cwd }, "decrypt", "theirs.yml", "--output", "-", ...both)).text).toBe(plain);
      expect((await vault({ cwd }, "decrypt", "theirs-dev.yml", "--output", "-", ...both)).text).toBe(plain);
    });

    // The salt can be fixed from 2.15 on.
    test.skipIf(version.startsWith("2.14"))(
      "are the same bytes for a fixed salt, encrypt_string's output too",
      async () => {
        const cwd = workFolder({ "ansible.cfg": "[defaults]\nvault_encrypt_salt = 0123456789abcdef\n" });
        const args = ["encrypt_string", "--vault-id", "dev@pw-dev", "-n", "tok", "s3cr3t", "other"];
        expect((await vault({ cwd }, ...args)).text).toBe(theirs(cwd, ...args));
      },
    );
  },
);
