import { ApiError, type FailedAnswer } from "./api-error.ts";
import { HintedError } from "../errors.ts";

/** A parameter value as callers give it; `undefined` is not sent, a list is sent as repeated keys. */
export type Param = string | number | boolean | readonly string[] | undefined;

/** Parameters of a call by name. */
export type Params = Readonly<Record<string, Param>>;

/**
 * Parameters in the form encoding the API reads: booleans as 0 and 1, everything percent-encoded
 * (a raw `+`, `;` or second `=` would change the value on the server).
 */
export function encodeParams(params: Params): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    const items =
      typeof value === "object" ? value : [typeof value === "boolean" ? (value ? "1" : "0") : String(value)];
    for (const item of items) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(item)}`);
  }
  return pairs.join("&");
}

/** An answer before it is understood. */
export interface RawAnswer {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly identity: string;
  /** What is odd about the form of the credential, when anything is. */
  readonly oddity?: string | undefined;
}

/**
 * The `data` of a good answer.
 * @throws ApiError when the status says no
 * @throws HintedError PROXMOX_BAD_ANSWER when a good status carries no JSON envelope
 */
export function dataOf(answer: RawAnswer, asked: Asked): unknown {
  const body = parse(answer.text);
  if (answer.status >= 400) throw new ApiError(failure(answer, body, asked));
  if (isRecord(body) && "data" in body) return body["data"];
  throw new HintedError(
    "PROXMOX_BAD_ANSWER",
    `${asked.method} ${asked.path}: ${answer.status} with a body that is no API answer: ${JSON.stringify(answer.text.slice(0, 60))}`,
    {
      hint: "Check that 'api_host' and 'api_port' lead to a Proxmox VE API and not to a proxy or login page",
    },
  );
}

function failure(answer: RawAnswer, body: unknown, asked: Asked): FailedAnswer {
  const fields = isRecord(body) ? body : {};
  const { message, errors } = { message: fields["message"], errors: fields["errors"] };
  return {
    ...asked,
    status: answer.status,
    reason: answer.reason,
    message: typeof message === "string" ? message : "",
    errors: isRecord(errors)
      ? Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, String(text)]))
      : {},
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
