import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { describe, expect, test } from "vitest";
import type { BecomeSpec, ConnectionSpec } from "../../runner/execute/connections/connect.ts";
import { LocalTarget } from "../../runner/execute/connections/local.ts";

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), "pveplay-become-"));

/** A program in sudo's place that asks as sudo does, for passwords that no account of this machine has. */
const ASKING = script(
  "asking",
  `while [ "$1" != -- ]; do [ "$1" = -p ] && prompt=$2; shift; done; shift
for try in 1 2 3; do
  printf '%s' "$prompt" >&2
  IFS= read -r password || { echo 'sudo: no password was provided' >&2; exit 1; }
  [ "$password" = right ] && exec "$@"
  echo 'Sorry, try again.' >&2
done
exit 1`,
);
const REFUSING = script("refusing", "echo 'ann is not in the sudoers file.' >&2; exit 1");
const TTY = script("tty", "echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1");
const NOBODY = script("nobody", 'exec setpriv --reuid 65534 --regid 65534 --clear-groups sudo "$@"');

function script(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

function target(become: Partial<BecomeSpec>): LocalTarget {
  const spec: ConnectionSpec = {
    connection: "local",
    host: "here",
    address: "here",
    port: undefined,
    user: undefined,
    password: undefined,
    privateKeyFile: undefined,
    privateKey: undefined,
    passphrase: undefined,
    hostKeyChecking: true,
    timeout: 10,
    become: { method: "sudo", user: "nobody", password: undefined, flags: undefined, exe: undefined, ...become },
    sshArgs: "",
    vmid: undefined,
    nodeBecomeMethod: undefined,
    api: {},
    env: {},
    cwd: "/",
  };
  return new LocalTarget(spec);
}

const canSudo = process.getuid?.() === 0 && execaSync("sudo", ["-n", "true"], { reject: false }).exitCode === 0;
if (!canSudo) process.stderr.write("NO ROOT WITH SUDO: some tests of become are SKIPPED\n");

describe("becoming another user", () => {
  test("gives the password when asked, and the command its own input", async () => {
    const done = await target({ exe: ASKING, password: "right" }).exec(
      { shell: "cat; echo err >&2; exit 4", stdin: "in\n" },
      never,
    );
    expect(done).toMatchObject({ rc: 4 });
    expect([String(done.stdout), String(done.stderr)]).toEqual(["in\n", "err\n"]);
  });

  test.each<[string, Partial<BecomeSpec>]>([
    ["BECOME_PASSWORD_WRONG", { exe: ASKING, password: "wrong" }],
    ["BECOME_NOT_ALLOWED", { exe: REFUSING }],
    ["BECOME_NEEDS_TTY", { exe: TTY, password: "x" }],
  ])("fails with %s", async (code, become) => {
    const running = target(become).exec({ shell: "cat", stdin: "secret input\n" }, never);
    await expect(running).rejects.toMatchObject({ code, message: expect.not.stringMatching(/wrong|secret/) });
  });

  describe.skipIf(!canSudo)("by the real sudo", () => {
    test("keeps a password that is not asked for out of the command's input", async () => {
      const done = await target({ password: "not needed" }).exec({ shell: "id -un; cat", stdin: "in" }, never);
      expect(String(done.stdout)).toBe("nobody\nin");
    });

    test("sets folder and variables after the change of user", async () => {
      const done = await target({}).exec(
        { shell: 'printf "%s %s" "$PWD" "$A"', cwd: "/usr", env: { A: "x y" } },
        never,
      );
      expect(String(done.stdout)).toBe("/usr x y");
    });

    test.each<[string, Partial<BecomeSpec>]>([
      ["BECOME_PASSWORD_MISSING", { exe: NOBODY, user: "root" }],
      ["BECOME_PASSWORD_WRONG", { exe: NOBODY, user: "root", password: "guess" }],
      ["BECOME_NOT_ALLOWED", { user: "no-such-user-here" }],
    ])("fails with %s", async (code, become) => {
      await expect(target(become).exec({ argv: ["true"] }, never)).rejects.toMatchObject({ code });
    });

    test("does not take what the user may not look at for something that is not there", async () => {
      const { files } = target({});
      const closed = join(folder, "closed");
      mkdirSync(closed, { mode: 0o700 });
      chmodSync(folder, 0o755);
      await expect(files.stat(join(closed, "file"))).rejects.toMatchObject({ code: "TASK_FAILED" });
      await expect(files.stat(join(folder, "no-such-file"))).resolves.toBeUndefined();
      await expect(files.stat(join(ASKING, "below-a-file"))).resolves.toBeUndefined();
    });

    test.each(["su", "runuser"])("works with %s as well", async (method) => {
      const flags = method === "su" ? "-s /bin/sh" : undefined;
      const done = await target({ method, flags }).exec({ argv: ["id", "-un"] }, never);
      expect(String(done.stdout)).toBe("nobody\n");
    });
  });
});
