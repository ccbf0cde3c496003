/** A task of a module, on the state the demo starts from; `before` are tasks that must have run. */
export interface Case {
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly identity?: "root";
  readonly before?: readonly { readonly module: string; readonly args: Readonly<Record<string, unknown>> }[];
}
