import { Connection, type Endpoint } from "./connection.ts";

/** The connections of a process, one per server and credential, shared by all tasks. */
export class ConnectionPool {
  readonly #connections = new Map<string, Connection>();

  /** The connection to the endpoint, made on first use. */
  to(endpoint: Endpoint): Connection {
    const key = JSON.stringify(endpoint);
    const known = this.#connections.get(key);
    if (known) return known;
    const connection = new Connection(endpoint);
    this.#connections.set(key, connection);
    return connection;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    this.#connections.clear();
  }
}
