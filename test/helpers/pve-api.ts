import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import type { Clock } from "../pve/clock.ts";
import type { Fixture } from "../pve/fixtures/format.ts";
import { recorded } from "../pve/fixtures/recorded.ts";
import { dispatch } from "../pve/http/dispatch.ts";
import { type Answer, refusal, success } from "../pve/http/envelope.ts";
import type { RawValue } from "../pve/params.ts";
import type { Services } from "../pve/services.ts";
import { apiOf, createSimulator } from "../pve/simulator.ts";

/** Parameters of a call; numbers are sent as text. */
export type CallParams = Readonly<Record<string, string | number | readonly string[]>>;

/** A simulated API called directly, without HTTP in between. */
export interface PveApi {
  readonly services: Services;
  /** Calls an endpoint as `root@pam!admin`. */
  answer(method: string, path: string, params?: CallParams): Promise<Answer>;
  /** Calls endpoints with another `Authorization` header. */
  as(authorization: string): Pick<PveApi, "answer">;
  /** Calls an endpoint that must work, and returns its `data`. @throws Error with the answer otherwise */
  data(method: string, path: string, params?: CallParams): Promise<unknown>;
  /** Calls an endpoint that starts a task, and returns how the task ended. */
  task(method: string, path: string, params?: CallParams): Promise<string | undefined>;
}

/** How to set the API up; what is left out is PVE 9.2, the recorded fixture, no time passing. */
export interface PveApiOptions {
  readonly version?: PveVersion;
  readonly fixture?: Fixture;
  readonly speed?: number;
  readonly clock?: Clock;
}

const ROOT = "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111";

/** A simulated API in this process. */
export async function pveApi(options: PveApiOptions = {}): Promise<PveApi> {
  const { version = "9.2", fixture = recorded, speed = 0, clock } = options;
  const simulator = await createSimulator({
    version,
    fixture,
    speed,
    seed: 1,
    statsDelay: 0,
    ...(clock ? { clock } : {}),
  });
  const api = apiOf(simulator);
  const as = (authorization: string): Pick<PveApi, "answer"> => ({
    async answer(method, path, params = {}) {
      const request = { method, path, headers: { authorization }, params: rawParams(params), query: "", body: "" };
      try {
        return success(await dispatch(api, request), "json");
      } catch (error) {
        return refusal(error, "json");
      }
    },
  });
  const { answer } = as(ROOT);
  const data: PveApi["data"] = async (method, path, params) => {
    const { status, reason, body } = await answer(method, path, params);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${reason} ${body}`);
    const parsed: unknown = JSON.parse(body ?? "{}");
    return new Map<string, unknown>(Object.entries(parsed ?? {})).get("data");
  };
  const task: PveApi["task"] = async (method, path, params) => {
    const upid = await data(method, path, params);
    return simulator.services.tasks.find(String(upid))?.exitstatus;
  };
  return { services: simulator.services, answer, as, data, task };
}

function rawParams(params: CallParams): Map<string, RawValue> {
  return new Map(
    Object.entries(params).map(([name, value]) => [name, typeof value === "number" ? String(value) : value]),
  );
}
