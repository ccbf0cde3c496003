import { HintedError } from "../../core/errors.ts";
import { systemFailure } from "../../core/system-error.ts";

/** A module's result: the JSON object Ansible reads. */
export interface ModuleResult {
  readonly changed: boolean;
  readonly failed?: boolean;
  readonly msg?: string;
  /** Stable failure code, for `when: r.code == '...'`. */
  readonly code?: string;
  readonly [key: string]: unknown;
}

/** A failure as a result: the message with its hint, the code, and what the error knows beside it (such as a UPID). */
export function failure(thrown: unknown, extra: Readonly<Record<string, unknown>> = {}): ModuleResult {
  const error = systemFailure(thrown) ?? thrown;
  const known = error instanceof HintedError ? error.details["changed"] : false;
  const changed = extra["changed"] === true || known === true;
  if (error instanceof HintedError) {
    return {
      ...error.details,
      ...extra,
      changed,
      failed: true,
      code: error.code,
      msg: `${error.message}: ${error.hint}`,
    };
  }
  return { ...extra, changed, failed: true, ...bug(error) };
}

/** Anything but a HintedError is a fault of ours; the message stands last in `exception`, because Ansible shows only its last line. */
function bug(error: unknown): { code: string; msg: string; exception: string } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const frames = (stack ?? "").split("\n").filter((line) => line.trim().startsWith("at "));
  return {
    code: "INTERNAL",
    msg: `This is a bug in pveplay: ${message}: please report it with the output of -vvv`,
    exception: [...frames, message].join("\n"),
  };
}
