import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AuthContext, Connection, Session } from "ssh2";
import ssh2 from "ssh2";

/** A server of ssh2's own, for what OpenSSH's can not be made to do. */
export interface FakeServer {
  readonly port: number;
  stop(): void;
}

/** How the server behaves; what is not given refuses. */
export interface FakeBehaviour {
  readonly hostKeyFile: string;
  readonly auth: (context: AuthContext) => void;
  readonly session?: (session: Session, connection: Connection) => void;
}

/** Starts a server on a free loopback port. */
export async function startFakeServer({ hostKeyFile, auth, session }: FakeBehaviour): Promise<FakeServer> {
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [readFileSync(hostKeyFile)] }, (connection) => {
    open.add(connection);
    connection.on("error", () => undefined);
    connection.on("authentication", auth);
    connection.on("session", (accept) => session?.(accept(), connection));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = (): void => {
    for (const connection of open) connection.end();
    server.close();
  };
  return { port: Number(Object(server.address()).port), stop };
}
