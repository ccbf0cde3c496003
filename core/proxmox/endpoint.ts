import type { Endpoint } from "./connection.ts";
import { credentialFrom } from "./credentials.ts";
import { HintedError } from "../errors.ts";
import { PVESH_HOST } from "./pvesh-host.ts";
import type { Args } from "../spec/options.ts";
import type { connectionOptions } from "./connection-options.ts";

/** The connection options as a module receives them. */
export type ConnectionArgs = Args<typeof connectionOptions>;

/** Where the API listens unless told otherwise. */
export const DEFAULT_PORT = 8006;

/** Where the connection options lead. @throws HintedError OPTION_INVALID, OPTION_MISSING */
export function endpointFrom(args: ConnectionArgs): Endpoint {
  if (args.api_host === PVESH_HOST) return thisNode(args);
  const { host, port } = splitHost(args.api_host);
  return {
    host,
    port: args.api_port ?? port ?? DEFAULT_PORT,
    credential: credentialFrom(args),
    tls: { caPath: args.ca_path, fingerprint: args.fingerprint, validateCerts: args.validate_certs },
    timeout: args.api_timeout,
  };
}

/** The node this runs on, where root asks by pvesh. A credential beside it would be ignored, and is refused. */
function thisNode(args: ConnectionArgs): Endpoint {
  const credential = ["api_password", "api_token_id", "api_token_secret"] as const;
  const given = credential.find((name) => args[name] !== undefined);
  if (given !== undefined || (args.api_user ?? "root@pam") !== "root@pam") {
    throw new HintedError(
      "OPTION_CONFLICT",
      `'${given ?? "api_user"}' is given, but 'api_host' is ${PVESH_HOST}, which asks as root@pam`,
      {
        hint: "Leave it out, or name the node's address in 'api_host'",
      },
    );
  }
  const tls = { caPath: undefined, fingerprint: undefined, validateCerts: true };
  return { host: PVESH_HOST, port: DEFAULT_PORT, tls, credential: { kind: "pvesh" }, timeout: args.api_timeout };
}

/** Reads `host`, `host:port`, `[v6]:port`, a bare IPv6 address, or an https URL. @throws HintedError OPTION_INVALID */
export function splitHost(text: string): { host: string; port?: number } {
  const bare = text.replace(/^https:\/\//, "").replace(/\/(api2\/json\/?)?$/, "");
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/\s]+))(?::(\d+))?$/i.exec(bare);
  const host = match?.[1] ?? match?.[2] ?? (/^[0-9a-f:.]+$/i.test(bare) && bare.includes(":") ? bare : undefined);
  if (host === undefined) {
    throw new HintedError("OPTION_INVALID", `'api_host' is ${JSON.stringify(text)}, expected a host name or address`, {
      hint: "Write 'api_host' as, for example, pve1.example.com",
    });
  }
  return match?.[3] === undefined ? { host } : { host, port: Number(match[3]) };
}
