import type { Client } from "ssh2";
import { HintedError } from "../../../core/errors.ts";
import type { ConnectionMaker, ConnectionSpec } from "./connect.ts";
import { LocalTarget } from "./local.ts";
import { SshTarget } from "./ssh.ts";
import { sshConnect } from "./ssh-connect.ts";
import type { Target } from "./target.ts";

const SSH: ReadonlySet<string> = new Set(["ssh", "smart", "paramiko", "paramiko_ssh"]);

/** Opens connections by kind: `local`, and `ssh` under its several names. Each login is kept for the whole run. */
export function connectionMaker(): ConnectionMaker {
  const logins = new Map<string, Promise<Client>>();
  const drop = async (key: string): Promise<void> => {
    const login = logins.get(key);
    logins.delete(key);
    await login?.then((client) => client.end()).catch(() => undefined);
  };
  return {
    async connect(spec, signal): Promise<Target> {
      if (spec.connection === "local") return new LocalTarget(spec);
      if (!SSH.has(spec.connection)) throw unsupported(spec);
      const key = loginKey(spec);
      const login = logins.get(key) ?? sshConnect(spec, signal);
      logins.set(key, login);
      try {
        return new SshTarget(await login, spec);
      } catch (error) {
        // The next task may find the host up.
        logins.delete(key);
        throw error;
      }
    },
    reset: (spec) => drop(loginKey(spec)),
    async close() {
      await Promise.all([...logins.keys()].map(drop));
    },
  };
}

function loginKey(spec: ConnectionSpec): string {
  return [spec.address, spec.port, spec.user, spec.privateKeyFile, spec.sshArgs].join("\0");
}

function unsupported({ connection, host }: ConnectionSpec): HintedError {
  return new HintedError("PLAYBOOK_UNSUPPORTED", `Connection '${connection}' of ${host} is not supported`, {
    hint: "Use connection local or ssh",
  });
}
