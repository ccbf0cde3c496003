/** How a tool ends when it can not do what it is told: words on the error output and an exit code. */
export class ToolFailure extends Error {
  readonly exitCode: number;

  /** 255 is how Perl ends a program that dies. */
  constructor(message: string, exitCode = 255) {
    super(message);
    this.exitCode = exitCode;
  }
}
