import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SshOptions } from "../../../core/ssh/options.ts";
import { SshPool } from "../../../core/ssh/pool.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

const never = new AbortController().signal;

describe.skipIf(!hasSshd)("SshSession", () => {
  let server: Sshd;
  let pool: SshPool;
  let options: SshOptions;

  beforeAll(async () => {
    server = await startSshd({ config: ["MaxSessions 4"] });
    pool = new SshPool();
    const { port, user, keyFile: privateKeyFile, knownHosts } = server;
    options = {
      host: "127.0.0.1",
      port,
      user,
      privateKeyFile,
      arguments: `-o UserKnownHostsFile=${knownHosts} -F none`.replace(" -F none", ""),
    };
  });

  afterAll(async () => {
    pool.close();
    await server.stop();
  });

  const session = () => pool.session(options, never);
  const text = (bytes: Buffer) => bytes.toString("utf8");

  test("runs commands with input, both outputs and the exit code", async () => {
    const result = await (await session()).exec({ line: "cat; echo err >&2; exit 3", stdin: "in\0put" });
    expect(result).toMatchObject({ rc: 3, endedBy: undefined });
    expect([text(result.stdout), text(result.stderr)]).toEqual(["in\0put", "err\n"]);
  });

  test("tells the signal that ended a command", async () => {
    expect(await (await session()).exec({ line: "kill -KILL $$" })).toMatchObject({ rc: 137, endedBy: "KILL" });
  });

  test("sets variables whatever they hold", async () => {
    const value = `it's "$HOME" & more`;
    const { stdout } = await (await session()).exec({ line: 'printf %s "$A"', env: { A: value } });
    expect(text(stdout)).toBe(value);
  });

  test("gives a terminal of the wanted size", async () => {
    const { stdout } = await (
      await session()
    ).exec({ line: "tty >/dev/null && stty size", pty: { columns: 91, rows: 17 } });
    expect(text(stdout).trim()).toBe("17 91");
  });

  test("ends a command whose time is over", async () => {
    const running = (await session()).exec({ line: "echo $$; exec sleep 3", timeout: 0.2 });
    await expect(running).rejects.toMatchObject({ code: "SSH_TIMEOUT" });
  });

  test("ends a command on an abort", async () => {
    const stopping = new AbortController();
    const file = join(mkdtempSync(join(tmpdir(), "pveplay-abort-")), "started");
    const running = (await session()).exec({ line: `touch ${file}; exec sleep 5`, signal: stopping.signal });
    await expect.poll(() => existsSync(file)).toBe(true);
    stopping.abort();
    expect(await running).toMatchObject({ rc: 143, endedBy: "TERM" });
  });

  test("queues commands beyond the server's MaxSessions", async () => {
    const here = await session();
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => here.exec({ line: `sleep 0.02; echo ${n}` })),
    );
    expect(results.map(({ stdout }) => Number(text(stdout)))).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  test("is the same one for all who ask", async () => {
    const [a, b] = await Promise.all([session(), session()]);
    expect(a).toBe(b);
  });

  test("carries much input and output", async () => {
    const much = Buffer.alloc(5_000_000, "0123456789");
    const { stdout } = await (await session()).exec({ line: "cat", stdin: much });
    expect(stdout.equals(much)).toBe(true);
  });

  test("keeps no listeners and no files open over many commands", async () => {
    const here = await session();
    const descriptors = () => readdirSync("/proc/self/fd").length;
    await here.exec({ line: "true" });
    const before = descriptors();
    for (let n = 0; n < 60; n += 1) await here.exec({ line: "true" });
    expect(descriptors()).toBe(before);
  });

  describe("sftp()", () => {
    test("writes by renaming, keeps the mode that was, and reads", async () => {
      const folder = mkdtempSync(join(tmpdir(), "pveplay-sftp-"));
      const files = await (await session()).sftp();
      const path = join(folder, "f");
      await files.write(path, Buffer.from("one"), 0o640);
      const inode = statSync(path).ino;
      await files.write(path, Buffer.alloc(300_000, "x"));
      expect(await files.stat(path)).toEqual({ size: 300_000, mode: 0o640 });
      expect(statSync(path).ino).not.toBe(inode);
      expect((await files.read(path)).length).toBe(300_000);
      expect(readdirSync(folder)).toEqual(["f"]);
    });

    test("tells what is not there from what may not be read", async () => {
      const files = await (await session()).sftp();
      expect(await files.stat("/does/not/exist")).toBeUndefined();
      await expect(files.read("/does/not/exist")).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
      await expect(files.read("/proc/self/mem")).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
      await expect(files.write("/proc/nothing", Buffer.from("x"))).rejects.toMatchObject({
        code: expect.stringMatching(/^FILE_/),
      });
    });
  });

  test("is made anew after the connection broke, and says that it broke", async () => {
    const here = await session();
    const running = here.exec({ line: "kill -9 $PPID; sleep 5" });
    await expect(running).rejects.toMatchObject({ code: "SSH_CONNECTION_LOST" });
    expect(here.isOpen).toBe(false);
    const again = await session();
    expect(again).not.toBe(here);
    expect((await again.exec({ line: "true" })).rc).toBe(0);
  });
});

describe.skipIf(!hasSshd)("a connection that falls silent", () => {
  test("is given up when signs of life stay unanswered", async () => {
    const { port, user, keyFile: privateKeyFile, knownHosts, stop } = await startSshd();
    const args = `-o UserKnownHostsFile=${knownHosts} -o ServerAliveInterval=1 -o ServerAliveCountMax=1`;
    const pool = new SshPool();
    const session = await pool.session({ host: "127.0.0.1", port, user, privateKeyFile, arguments: args }, never);
    const running = session.exec({ line: "(sleep 20; kill -CONT $PPID) & kill -STOP $PPID; wait" });
    await expect(running).rejects.toMatchObject({ code: "SSH_CONNECTION_LOST" });
    pool.close();
    await stop();
  });
});

describe.skipIf(!hasSshd)("SshPool", () => {
  let target: Sshd;
  let gate: Sshd;
  let second: Sshd;
  const home = process.env["HOME"];
  let pool: SshPool;

  beforeAll(async () => {
    [target, gate, second] = await Promise.all([
      startSshd(),
      startSshd(),
      startSshd({ config: ["AllowTcpForwarding no"] }),
    ]);
    const folder = mkdtempSync(join(tmpdir(), "pveplay-home-"));
    mkdirSync(join(folder, ".ssh"));
    const block = (name: string, { port, keyFile, knownHosts, user }: Sshd, more = "") =>
      `Host ${name}\n HostName 127.0.0.1\n Port ${port}\n User ${user}\n IdentityFile ${keyFile}\n UserKnownHostsFile ${knownHosts}\n ${more}\n`;
    const config = [
      block("target", target, "ProxyJump gate"),
      block("behind-two", target, "ProxyJump gate,second-gate"),
      block("shut", target, "ProxyJump shut-gate"),
      block("dead", target, "ProxyJump dead-gate"),
      block("round", target, "ProxyJump round"),
      block("gate", gate),
      block("second-gate", gate),
      block("shut-gate", second),
      "Host dead-gate\n HostName 127.0.0.1\n Port 1\n",
      "Host nothing-there\n HostName 127.0.0.1\n Port 1\n ProxyJump gate\n",
    ];
    writeFileSync(join(folder, ".ssh", "config"), config.join(""));
    process.env["HOME"] = folder;
    pool = new SshPool();
  });

  afterAll(async () => {
    process.env["HOME"] = home;
    pool.close();
    await Promise.all([target.stop(), gate.stop(), second.stop()]);
  });

  test.each(["target", "behind-two"])("reaches a host over its jump hosts (%s)", async (host) => {
    const { stdout } = await (await pool.session({ host }, never)).exec({ line: "echo $SSH_CONNECTION" });
    expect(stdout.toString("utf8")).toContain(` ${target.port}\n`);
  });

  test.each([
    ["dead", /through jump host dead-gate: .*connection refused/, { jump_code: "SSH_CONNECTION_REFUSED" }],
    ["shut", /through jump host shut-gate: it does not allow forwarding/, {}],
    ["nothing-there", /through jump host gate: .*refused/i, {}],
  ])("says which jump host fails, and how (%s)", async (host, message, details) => {
    await expect(pool.session({ host }, never)).rejects.toMatchObject({
      code: "SSH_JUMP_FAILED",
      message: expect.stringMatching(message),
      details,
    });
  });

  test("refuses jump hosts that lead in a circle", async () => {
    await expect(pool.session({ host: "round" }, never)).rejects.toMatchObject({ code: "SSH_CONFIG" });
  });

  test("logs in anew after a session is dropped", async () => {
    const first = await pool.session({ host: "gate" }, never);
    pool.drop({ host: "gate" });
    expect(await pool.session({ host: "gate" }, never)).not.toBe(first);
  });

  test("finds a key by the configuration alone, for all hosts at a time", async () => {
    appendFileSync(target.knownHosts, "# nothing\n");
    const sessions = await Promise.all(Array.from({ length: 5 }, () => pool.session({ host: "target" }, never)));
    expect(new Set(sessions).size).toBe(1);
  });
});
