import type { Simulator } from "./simulator.ts";

/** A request as a simulator's control API tells it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Asks the control API of a simulator started with `control: true`, such as `POST /faults`. */
export async function control(simulator: Simulator, command: string, body?: unknown): Promise<unknown> {
  const [method = "GET", path = ""] = command.split(" ");
  const response = await fetch(`${simulator.control ?? ""}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

/** The writes the API has answered so far, as `POST /nodes/...`. */
export async function writesOf(simulator: Simulator): Promise<readonly string[]> {
  const seen = (await control(simulator, "GET /requests")) as readonly SeenRequest[];
  return seen
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace("/api2/json", "")}`);
}
