import { HintedError } from "../../core/errors.ts";

/** The failure a call ends with. @throws Error when it ends with none, or with another kind */
export async function failureOf(call: Promise<unknown>): Promise<HintedError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HintedError) return error;
  throw new Error(`Expected a HintedError, got ${String(error)}`);
}
