import type { IncomingHttpHeaders } from "node:http";
import { authenticate } from "../access/authenticate.ts";
import { checkPermission } from "../access/check-permission.ts";
import type { Principal } from "../access/principal.ts";
import { privilegesOf } from "../access/roles.ts";
import { Params, type RawValue } from "../params.ts";
import { failure, forbidden, parameterError, PveError } from "../pve-error.ts";
import { validate } from "../schema-check/validate.ts";
import type { Handlers, Services, Upload } from "../services.ts";
import type { Route, Router } from "./router.ts";

/** A request after the HTTP layer: its path below the format's prefix, its parameters as they came. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: ReadonlyMap<string, RawValue>;
  /** The query and body as they came, for the record; a file's body is only its size. */
  readonly query: string;
  readonly body: string;
  readonly upload?: Upload | undefined;
}

/** What answers API requests. */
export interface Api {
  readonly services: Services;
  readonly router: Router;
  readonly handlers: Handlers;
  /** The node the client is connected to. */
  readonly localNode: string;
}

/** Takes a request through PVE's stages in PVE's order: ticket, endpoint, path parameters, permission, node, parameters, code. */
export async function dispatch(api: Api, request: ApiRequest): Promise<unknown> {
  const route = api.router.find(request.method, request.path);
  const principal = authenticate(api.services, { ...request, world: route?.method.permissions?.user === "world" });
  if (!route) throw new PveError(501, `Method '${request.method} ${request.path}' not implemented`);
  const params = merge(route, request.params);
  permit(api, { route, principal, params });
  const node = target(api, route, params);
  const checked = check(api, route, params);
  const handler = api.handlers[route.key];
  if (!handler) throw new PveError(501, `Method '${request.method} ${request.path}' is not simulated`);
  const result: unknown = await handler({
    services: api.services,
    principal,
    params: new Params(checked),
    node,
    upload: request.upload,
  });
  return result;
}

/** Path parameters go with the others, and must not contradict them. */
function merge(route: Route, given: ReadonlyMap<string, RawValue>): Map<string, RawValue> {
  const params = new Map(given);
  const errors: Record<string, string> = {};
  for (const [name, value] of route.params) {
    const other = given.get(name);
    if (other !== undefined && other !== value)
      errors[name] = "duplicate parameter (already defined in URI) with conflicting values!";
    params.set(name, value);
  }
  if (Object.keys(errors).length > 0) throw parameterError(errors);
  return params;
}

interface Permitted {
  readonly route: Route;
  readonly principal: Principal;
  readonly params: ReadonlyMap<string, RawValue>;
}

function permit({ services }: Api, { route, principal, params }: Permitted): void {
  if (principal.tokenid !== undefined && route.method.allowtoken === 0) {
    const path = route.key.slice(route.key.indexOf(" ") + 1);
    throw forbidden(`URI '${path}' not available with API token, need proper ticket.\n`);
  }
  checkPermission(route.method.permissions, {
    state: services.state,
    permissions: services.permissions,
    principal,
    params,
  });
}

/** The node that does the work. @throws PveError 500 for an unknown, 595 for an unreachable one. */
function target({ services, localNode }: Api, route: Route, params: ReadonlyMap<string, RawValue>): string {
  const name = params.get("node");
  if (route.method.proxyto !== "node" || typeof name !== "string" || name === "localhost") return localNode;
  const node = services.state.nodes.get(name);
  if (!node)
    throw failure(
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
    );
  if (!node.online) throw new PveError(595, "No route to host");
  return name;
}

function check({ services }: Api, route: Route, params: ReadonlyMap<string, RawValue>): ReadonlyMap<string, RawValue> {
  const { properties = {}, additionalProperties } = route.method.parameters ?? {};
  const errors = validate(
    params,
    { properties, open: additionalProperties !== 0 },
    privilegesOf(services.state.version),
  );
  if (Object.keys(errors).length > 0) throw parameterError(errors);
  return params;
}
