import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { SystemClock } from "../clock.ts";
import type { Fixture } from "../fixtures/format.ts";
import { loadState, startGuests } from "../fixtures/load.ts";
import { replaceState } from "../fixtures/replace.ts";
import { saveState } from "../fixtures/save.ts";
import type { Services } from "../services.ts";
import { parseFault } from "./fault.ts";
import type { FaultInjector } from "./injector.ts";

/** What the control API can reach. */
export interface Controlled {
  readonly services: Services;
  readonly injector: FaultInjector;
  readonly clock: SystemClock;
  readonly fixture: Fixture;
}

/** A request to the control API in its parts. */
interface Command {
  readonly verb: string;
  readonly name: string;
  readonly argument: string | undefined;
  readonly body: unknown;
}

/** The control API: plain HTTP on a port of its own, for faults, the clock, nodes, the state and the requests seen. */
export function createControlServer(controlled: Controlled): Server {
  return createServer((request, response) => {
    void answer(controlled, request, response);
  });
}

async function answer(controlled: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const [name = "", argument] = (request.url ?? "").replace(/^\//, "").split("/");
    const text = await read(request);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    send(response, 200, perform(controlled, { verb: request.method ?? "", name, argument, body }));
  } catch (error) {
    send(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(data ?? null));
}

function perform(controlled: Controlled, command: Command): unknown {
  const { injector, services, clock, fixture } = controlled;
  switch (`${command.verb} ${command.name}`) {
    case "GET faults":
      return injector.list();
    case "POST faults":
      return { id: injector.arm(parseFault(command.body)) };
    case "DELETE faults":
      return injector.disarm(command.argument === undefined ? undefined : Number(command.argument));
    case "GET requests":
      return injector.requests();
    case "DELETE requests":
      return injector.forgetRequests();
    case "POST clock":
      return clock.advance(numberIn(command.body, "advance"));
    case "GET state":
      return saveState(services);
    case "POST reset":
      return reset(services, fixture);
    case "PUT nodes":
      return setOnline(services, command);
    default:
      throw new Error(`No such command: ${command.verb} /${command.name}`);
  }
}

/** Back to the fixture; running tasks go on, but find nothing of theirs. */
function reset(services: Services, fixture: Fixture): void {
  replaceState(services.state, loadState(services.state.version, fixture));
  startGuests(services, fixture);
}

function setOnline(services: Services, { argument = "", body }: Command): void {
  const node = services.state.nodes.get(argument);
  if (!node) throw new Error(`No such node: ${argument}`);
  const online = field(body, "online");
  if (typeof online !== "boolean") throw new Error("online must be true or false");
  node.online = online;
}

function numberIn(body: unknown, name: string): number {
  const value = field(body, name);
  if (typeof value !== "number") throw new Error(`${name} must be a number`);
  return value;
}

function field(body: unknown, name: string): unknown {
  return body !== null && typeof body === "object"
    ? new Map<string, unknown>(Object.entries(body)).get(name)
    : undefined;
}
