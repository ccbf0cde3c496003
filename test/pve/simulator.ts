import type { AddressInfo } from "node:net";
import { apiSchema, type PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import { Permissions } from "./access/permissions.ts";
import { Tickets } from "./access/tickets.ts";
import { type Clock, SystemClock } from "./clock.ts";
import { indexHandlers } from "./cluster/indexes.ts";
import type { Fixture } from "./fixtures/format.ts";
import { loadState, startGuests } from "./fixtures/load.ts";
import { GuestLocks } from "./guests/lock.ts";
import { handlers } from "./handlers.ts";
import { type Certificate, selfSigned } from "./http/certificate.ts";
import type { Api } from "./http/dispatch.ts";
import { Router } from "./http/router.ts";
import { createApiServer, type Interceptor } from "./http/server.ts";
import { Random } from "./random.ts";
import type { Services } from "./services.ts";
import { TaskRunner } from "./tasks/task-runner.ts";

/** How to set up a simulator. */
export interface SimulatorOptions {
  readonly version: PveVersion;
  readonly fixture: Fixture;
  /** Factor on everything that takes time; 0 is no time at all. */
  readonly speed: number;
  readonly seed: number;
  /** Seconds until the resource list knows a new guest's status. */
  readonly statsDelay: number;
  readonly clock?: Clock;
  /** See {@link Services.settings}. */
  readonly realMachine?: boolean;
}

/** A simulated cluster with its certificate, not yet listening. */
export interface Simulator {
  readonly services: Services;
  readonly certificate: Certificate;
}

/** Lets every request through. */
export const noInterceptor: Interceptor = {
  before: () => Promise.resolve(undefined),
  after: () => Promise.resolve({ kind: "whole" }),
};

/** Builds a simulated cluster from a fixture. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = options.clock ?? new SystemClock(options.speed);
  const certificate = await selfSigned(Date.now());
  const random = new Random(options.seed);
  const state = loadState(options.version, options.fixture);
  const services: Services = {
    state,
    schema: apiSchema(options.version),
    clock,
    random,
    tasks: new TaskRunner(state, { clock, random, speed: options.speed }),
    permissions: new Permissions(state),
    tickets: new Tickets(clock, random),
    locks: new GuestLocks(),
    settings: {
      speed: options.speed,
      statsDelay: options.statsDelay,
      certificate: certificate.cert,
      fingerprint: certificate.fingerprint,
      realMachine: options.realMachine ?? false,
    },
  };
  startGuests(services, options.fixture);
  return { services, certificate };
}

/** The API of a simulated cluster, as its first node answers it. */
export function apiOf({ services }: Simulator): Api {
  const localNode = [...services.state.nodes.keys()][0] ?? "pve";
  return { services, router: new Router(services.schema, Object.keys(indexHandlers)), handlers, localNode };
}

/** A listening API. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a simulated cluster over HTTPS as its first node would. */
export function listen(
  simulator: Simulator,
  { host, port }: { host: string; port: number },
  interceptor: Interceptor = noInterceptor,
): Promise<Listening> {
  const server = createApiServer(apiOf(simulator), simulator.certificate, interceptor);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        url: `https://${host.includes(":") ? `[${host}]` : host}:${portOf(address)}`,
        close: () => close(server),
      });
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === "object" ? address.port : 0;
}

function close(server: ReturnType<typeof createApiServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
