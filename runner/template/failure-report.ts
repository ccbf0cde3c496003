import { type ErrorCode, HintedError, type Origin } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import { type FailureKind, type Marker, PythonFailure, Tripped } from "./python/failure.ts";

const HINTS: Readonly<Partial<Record<FailureKind, string>>> = {
  TypeError: "Convert the value first (| int, | string, | list...), or check which filter or method it is given to.",
  ZeroDivisionError: "Guard the division with a condition.",
  KeyError: "Use .get(key, default) or | default(...) where the key may be missing.",
  IndexError: "Check the length first, or use | first or | last with | default(...).",
};

/** The error a user sees for whatever went wrong in a template; `origin` is the template's place. */
export function reportFailure(error: unknown, origin: Origin | undefined): unknown {
  if (error instanceof HintedError) return error.origin || !origin ? error : placed(error, origin);
  if (error instanceof Tripped) return reportMarker(error.marker, origin);
  if (error instanceof PythonFailure) {
    const hint = HINTS[error.kind] ?? "Check the values this template works with.";
    return new HintedError("TEMPLATE_FAILED", `Error in template: ${error.message}`, { hint, cause: error, origin });
  }
  if (error instanceof RangeError) return tooDeep(error, origin);
  return error;
}

/** The error for using an undefined value, or the failure a marker stands for. */
export function reportMarker(marker: Marker, origin: Origin | undefined): unknown {
  if (!marker.isUndefined) return reportFailure(marker.failure, origin);
  const { message, name, candidates } = marker.missing;
  const otherwise = "Define it, or use | default(...) where it may be missing.";
  // Of a name of one or two letters every other one is near.
  const hint =
    name === undefined || name.length < 3 || !candidates ? otherwise : didYouMean(name, candidates(), otherwise);
  return new HintedError("TEMPLATE_UNDEFINED", message, { hint, origin: marker.missing.origin?.() ?? origin });
}

function placed(error: HintedError, origin: Origin): HintedError {
  const code: ErrorCode = error.code;
  return new HintedError(code, error.message, {
    hint: error.hint,
    cause: error.cause ?? error,
    origin,
    details: error.details,
  });
}

function tooDeep(error: RangeError, origin: Origin | undefined): HintedError {
  const overflow = error.message.includes("call stack");
  return new HintedError(
    "TEMPLATE_FAILED",
    overflow ? "Recursive loop detected in template" : `Error in template: ${error.message}`,
    {
      hint: overflow
        ? "Break the cycle: a variable, macro or include uses itself."
        : "Check the sizes this template works with.",
      cause: error,
      origin,
    },
  );
}
