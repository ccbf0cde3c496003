import type { Shown } from "./define-module.ts";

/** The shown changes of a plan as one diff in Ansible's form: dictionaries before and after. */
export function mergeShown(shown: readonly Shown[]): Shown {
  return {
    before: Object.assign({}, ...shown.map(({ before }) => before)),
    after: Object.assign({}, ...shown.map(({ after }) => after)),
  };
}
