import type { Origin } from "../../../core/errors.ts";
import { PythonObject } from "./item.ts";

/** The Python exceptions a template can raise. */
export type FailureKind =
  | "TypeError"
  | "ValueError"
  | "KeyError"
  | "IndexError"
  | "ZeroDivisionError"
  | "OverflowError"
  | "AttributeError"
  | "RuntimeError";

/** A Python exception raised while a template runs. It becomes TEMPLATE_FAILED at the edge of the engine. */
export class PythonFailure extends Error {
  override readonly name: string = "PythonFailure";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What was looked for and not found. */
interface Missing {
  readonly message: string;
  /** The variable or attribute that is not there; `undefined` for `undef()`. */
  readonly name?: string | undefined;
  /** The names that are there, to find the nearest one for the hint. */
  readonly candidates?: (() => Iterable<string>) | undefined;
  /** Where the name stands. */
  readonly origin?: (() => Origin | undefined) | undefined;
}

/** An undefined value, or a failure that was put off: using it fails, passing it on does not. */
export class Marker extends PythonObject {
  override readonly typeName: string;
  readonly missing: Missing;
  /** The failure that was put off; `undefined` for what is merely undefined. */
  readonly failure: unknown;

  constructor(missing: Missing, failure?: unknown) {
    super();
    this.missing = missing;
    this.failure = failure;
    this.typeName = failure === undefined ? "UndefinedMarker" : "CapturedExceptionMarker";
  }

  get isUndefined(): boolean {
    return this.failure === undefined;
  }

  /** Fails because the value is used. The call it is used in gives the marker back. */
  trip(): never {
    throw new Tripped(this);
  }
}

/** A vault value that could not be opened, with its vault text: a filter may open it with another password. */
export class SealedMarker extends Marker {
  readonly envelope: string;

  constructor(error: Error, envelope: string) {
    super({ message: error.message }, error);
    this.envelope = envelope;
  }
}

/** What an `if` without `else` gives when it does not hold: nothing, as long as it only prints. */
export class Nothing extends PythonObject {
  override readonly typeName: string = "Undefined";
}

/** Flow control: a marker was used. Caught by the innermost call, filter, test or template. */
export class Tripped extends Error {
  override readonly name: string = "Tripped";
  readonly marker: Marker;

  constructor(marker: Marker) {
    super(marker.missing.message);
    this.marker = marker;
  }
}

/** The marker that stands for a failure. */
export function capture(error: unknown): Marker {
  if (error instanceof Tripped) return error.marker;
  const message = error instanceof Error ? error.message : String(error);
  return new Marker({ message }, error);
}
