import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import type { AuthContext } from "ssh2";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AskSecret, SshOptions } from "../../../core/ssh/options.ts";
import { SshPool } from "../../../core/ssh/pool.ts";
import { startFakeServer } from "../../helpers/ssh-server.ts";
import { hasSshd, makeKey, type Sshd, startSshd } from "../../helpers/sshd.ts";

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), "pveplay-login-"));
const before = { HOME: process.env["HOME"], SSH_AUTH_SOCK: process.env["SSH_AUTH_SOCK"] };

// Keys and configuration of whoever runs the tests must not help.
beforeEach(() => {
  process.env["HOME"] = folder;
  delete process.env["SSH_AUTH_SOCK"];
});

afterEach(() => {
  process.env["HOME"] = before.HOME;
  if (before.SSH_AUTH_SOCK === undefined) delete process.env["SSH_AUTH_SOCK"];
  else process.env["SSH_AUTH_SOCK"] = before.SSH_AUTH_SOCK;
});

/** Logs in and runs a command; the code of the failure otherwise. */
async function attempt(options: SshOptions, ask?: AskSecret): Promise<string> {
  const pool = new SshPool(ask);
  try {
    const { stdout } = await (await pool.session(options, never)).exec({ line: "echo in" });
    return stdout.toString("utf8").trim();
  } catch (error) {
    return String(Object(error).code ?? error);
  } finally {
    pool.close();
  }
}

describe.skipIf(!hasSshd)("a login with a key", () => {
  const servers = new Map<string, Sshd>();

  beforeAll(async () => {
    for (const kind of ["ed25519", "rsa", "ecdsa"])
      servers.set(
        kind,
        await startSshd({
          userKey: kind,
          hostKeys: [kind, "ed25519", "rsa"].filter((k, i, all) => all.indexOf(k) === i),
        }),
      );
    servers.set("locked", await startSshd({ passphrase: "open sesame" }));
  });

  afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())));

  const optionsOf = (name: string, more: Partial<SshOptions> = {}): SshOptions => {
    const server = servers.get(name);
    if (!server) throw new Error(name);
    const { port, user, keyFile: privateKeyFile, knownHosts } = server;
    return { host: "127.0.0.1", port, user, privateKeyFile, arguments: `-o UserKnownHostsFile=${knownHosts}`, ...more };
  };

  test.each(["ed25519", "rsa", "ecdsa"])(
    "takes %s for user and host, whatever other host keys there are",
    async (kind) => {
      expect(await attempt(optionsOf(kind))).toBe("in");
    },
  );

  test("takes an encrypted key with its passphrase, given or asked for", async () => {
    expect(await attempt(optionsOf("locked", { passphrase: "open sesame" }))).toBe("in");
    const questions: string[] = [];
    const ask: AskSecret = async (question) => (questions.push(question), "open sesame");
    expect(await attempt(optionsOf("locked"), ask)).toBe("in");
    expect(questions).toEqual([expect.stringMatching(/^Passphrase for .*user_key: $/)]);
  });

  test.each<[string, Partial<SshOptions>]>([
    ["SSH_PASSPHRASE_WRONG", { passphrase: "guess" }],
    ["SSH_PASSPHRASE_MISSING", {}],
    ["SSH_AUTH_REFUSED", { privateKeyFile: "/does/not/exist" }],
    ["SSH_HOST_UNKNOWN", { arguments: "" }],
    ["SSH_CONNECTION_REFUSED", { port: 1 }],
    ["SSH_NAME_UNKNOWN", { host: "no-such-host.invalid" }],
    ["SSH_HANDSHAKE", { arguments: "-o StrictHostKeyChecking=no -o Ciphers=aes128-cbc" }],
  ])("fails with %s", async (code, more) => {
    expect(await attempt(optionsOf("locked", more))).toBe(code);
  });

  test("refuses a changed host key before it says who it is", async () => {
    const wrong = join(folder, "wrong_known_hosts");
    const { port } = optionsOf("ed25519");
    makeKey(join(folder, "wrong"), "ed25519");
    const { stdout } = execaSync("ssh-keygen", ["-yf", join(folder, "wrong")]);
    writeFileSync(wrong, `[127.0.0.1]:${port} ${stdout}\n`);
    expect(await attempt(optionsOf("ed25519", { arguments: `-o UserKnownHostsFile=${wrong}` }))).toBe(
      "SSH_HOST_KEY_CHANGED",
    );
  });

  test("accepts a new host key once, and no other afterwards", async () => {
    const noted = join(mkdtempSync(join(folder, "new-")), "deep", "known_hosts");
    const accept = `-o UserKnownHostsFile=${noted} -o StrictHostKeyChecking=accept-new`;
    expect(await attempt(optionsOf("rsa", { arguments: accept }))).toBe("in");
    expect(await attempt(optionsOf("rsa", { arguments: `-o UserKnownHostsFile=${noted}` }))).toBe("in");
  });

  describe("in an agent", () => {
    let agent: ChildProcess;
    const socket = join(folder, "agent.sock");

    beforeAll(async () => {
      agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
      if (agent.stdout) await once(agent.stdout, "data");
      for (const name of ["other1", "other2"]) {
        makeKey(join(folder, name), "ed25519");
        execaSync("ssh-add", ["-q", join(folder, name)], { env: { SSH_AUTH_SOCK: socket } });
      }
      const { privateKeyFile = "" } = optionsOf("rsa");
      execaSync("ssh-add", ["-q", privateKeyFile], { env: { SSH_AUTH_SOCK: socket } });
    });

    afterAll(async () => {
      agent.kill();
      await once(agent, "exit");
    });

    test("is found by SSH_AUTH_SOCK and by IdentityAgent", async () => {
      const { arguments: known } = optionsOf("rsa");
      expect(
        await attempt(
          optionsOf("rsa", { privateKeyFile: undefined, arguments: `${known} -o IdentityAgent=${socket}` }),
        ),
      ).toBe("in");
      process.env["SSH_AUTH_SOCK"] = socket;
      expect(await attempt(optionsOf("rsa", { privateKeyFile: undefined }))).toBe("in");
    });

    test("is not offered under IdentitiesOnly unless its file is named", async () => {
      process.env["SSH_AUTH_SOCK"] = socket;
      const { arguments: known, privateKeyFile } = optionsOf("rsa");
      const only = `${known} -o IdentitiesOnly=yes`;
      expect(await attempt(optionsOf("rsa", { privateKeyFile: join(folder, "other1"), arguments: only }))).toBe(
        "SSH_AUTH_REFUSED",
      );
      expect(await attempt(optionsOf("rsa", { privateKeyFile, arguments: only }))).toBe("in");
    });
  });

  test("tells a lost agent when nothing else lets it in", async () => {
    process.env["SSH_AUTH_SOCK"] = join(folder, "gone.sock");
    expect(await attempt(optionsOf("rsa", { privateKeyFile: join(folder, "other9") }))).toBe("SSH_AGENT_LOST");
    expect(await attempt(optionsOf("rsa"))).toBe("in");
  });
});

describe("a login at a server that is not OpenSSH's", () => {
  const hostKeyFile = join(folder, "host");
  const off = { user: "u", hostKeyChecking: false } as const;

  beforeAll(() => makeKey(hostKeyFile, "ed25519"));

  async function against(auth: (context: AuthContext) => void, options: Partial<SshOptions>): Promise<string> {
    const server = await startFakeServer({
      hostKeyFile,
      auth,
      session: (session) =>
        session.on("exec", (accept) => {
          const channel = accept();
          channel.write("in\n");
          channel.exit(0);
          channel.end();
        }),
    });
    try {
      return await attempt({ host: "127.0.0.1", port: server.port, ...off, ...options });
    } finally {
      server.stop();
    }
  }

  const byPassword = (context: AuthContext): void => {
    if (context.method === "password" && context.password === "pw") context.accept();
    else context.reject(["password"]);
  };

  const byQuestion = (context: AuthContext): void => {
    if (context.method !== "keyboard-interactive") return context.reject(["keyboard-interactive"]);
    context.prompt(
      [
        { prompt: "Password: ", echo: false },
        { prompt: "Code: ", echo: true },
      ],
      (answers) => (answers[0] === "pw" && answers[1] === "123" ? context.accept() : context.reject()),
    );
  };

  const twoProofs = (() => {
    let passed = false;
    return (context: AuthContext): void => {
      if (context.method === "password" && context.password === "pw") {
        passed = true;
        context.reject(["keyboard-interactive"], true);
      } else if (passed && context.method === "keyboard-interactive") {
        context.prompt([{ prompt: "Again: ", echo: false }], (answers) =>
          answers[0] === "pw" ? context.accept() : context.reject(),
        );
      } else context.reject(["password"]);
    };
  })();

  test("answers with the password", async () => {
    expect(await against(byPassword, { password: "pw" })).toBe("in");
    expect(await against(byPassword, { password: "no" })).toBe("SSH_AUTH_REFUSED");
    expect(await against(byPassword, {})).toBe("SSH_AUTH_REFUSED");
  });

  test("answers hidden questions with the password and asks the user for the others", async () => {
    const server = await startFakeServer({ hostKeyFile, auth: byQuestion });
    const pool = new SshPool(async (question) => (question === "Code: " ? "123" : "?"));
    const session = await pool.session({ host: "127.0.0.1", port: server.port, ...off, password: "pw" }, never);
    expect(session.isOpen).toBe(true);
    pool.close();
    server.stop();
  });

  test("gives a second proof when the server wants one", async () => {
    expect(await against(twoProofs, { password: "pw" })).toBe("in");
  });

  test("keeps the password out of the failure", async () => {
    const server = await startFakeServer({ hostKeyFile, auth: byPassword });
    const failing = new SshPool().session(
      { host: "127.0.0.1", port: server.port, ...off, password: "s3cret-pw" },
      never,
    );
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(JSON.stringify([Object(error).message, Object(error).hint, Object(error).details])).not.toContain(
      "s3cret-pw",
    );
    server.stop();
  });
});

describe("a server that says nothing", () => {
  let silent: Server;

  beforeAll(async () => {
    silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
  });

  afterAll(() => silent.close());

  const port = () => Number(Object(silent.address()).port);

  test("is given up after the connection's time", async () => {
    expect(await attempt({ host: "127.0.0.1", port: port(), connectTimeout: 0.2 })).toBe("SSH_TIMEOUT");
  });

  test("is given up on an abort", async () => {
    const stopping = new AbortController();
    const opening = new SshPool().session({ host: "127.0.0.1", port: port() }, stopping.signal);
    stopping.abort();
    await expect(opening).rejects.toMatchObject({ code: "SSH_CONNECTION_LOST" });
  });
});
