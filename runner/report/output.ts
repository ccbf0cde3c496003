/** Where a report goes. */
export interface Output {
  /** Results. */
  write(text: string): void;
  /** Warnings and notes; never mixed into data. */
  note(text: string): void;
  readonly isTerminal: boolean;
  /** Whether colours are wanted. */
  readonly color: boolean;
  /** Characters in a line. */
  readonly width: number;
}
