import { HintedError } from "../../core/errors.ts";

/** The code of the HintedError the call throws, or undefined when it throws none. Anything else thrown is passed on. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof HintedError) return error.code;
    throw error;
  }
}
