/** An answer other than 200: what the API puts in the status line, and in the body as `message` and `errors`. */
export class PveError extends Error {
  override readonly name: string = "PveError";
  readonly status: number;
  readonly errors: Readonly<Record<string, string>> | undefined;

  constructor(status: number, message: string, errors?: Readonly<Record<string, string>>) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** A plain failure of the API's code: status 500, the message ends in a newline as Perl's do. */
export function failure(message: string): PveError {
  return new PveError(500, `${message}\n`);
}

/** Failed parameter checks, all of a request together: status 400 with `errors` by parameter. */
export function parameterError(errors: Readonly<Record<string, string>>): PveError {
  return new PveError(400, "Parameter verification failed.\n", errors);
}

/** A missing permission: status 403; `what` is `path, privileges` or absent where the API names nothing. */
export function forbidden(what?: string): PveError {
  return new PveError(403, what === undefined ? "Permission check failed\n" : `Permission check failed (${what})\n`);
}

/** The message of any thrown value without its final newline, as a task's exit status or a wrapped error shows it. */
export function messageOf(error: unknown): string {
  if (error instanceof PveError && error.status !== 500) return `${error.status} ${error.message}`.replace(/\n+$/, "");
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\n+$/, "");
}
