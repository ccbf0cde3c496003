/** Files of the target that a program works with. */
export interface ToolJob {
  /** What is sent. */
  readonly body: string | undefined;
  /** Where the answer's body goes. */
  readonly saveTo: string | undefined;
}

/** What stands between the body and the head of an answer in what a script prints. */
export const MARK = "\n--pveplay--\n";

/** {@link MARK} as printf takes it. */
export const MARK_FORMAT = String.raw`\n--pveplay--\n`;
