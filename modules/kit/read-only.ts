/** The planning half of a module that only reads: there is never anything to change. */
export const readOnly = {
  plan: (): readonly never[] => [],
  show: (change: never): never => change,
  apply: (_client: unknown, _args: unknown, change: never): never => change,
};
