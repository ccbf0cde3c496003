import type { RenderOptions } from "../api.ts";

/** How template text is cut to tokens. */
export interface Delimiters {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly newlineSequence: string;
}

/** Ansible's: Jinja's with `trim_blocks`. */
export const DEFAULT_DELIMITERS: Delimiters = {
  blockStart: "{%",
  blockEnd: "%}",
  variableStart: "{{",
  variableEnd: "}}",
  commentStart: "{#",
  commentEnd: "#}",
  trimBlocks: true,
  lstripBlocks: false,
  newlineSequence: "\n",
};

/** The delimiters a render asks for. */
export function delimitersOf(options: RenderOptions): Delimiters {
  return {
    blockStart: options.blockStart ?? DEFAULT_DELIMITERS.blockStart,
    blockEnd: options.blockEnd ?? DEFAULT_DELIMITERS.blockEnd,
    variableStart: options.variableStart ?? DEFAULT_DELIMITERS.variableStart,
    variableEnd: options.variableEnd ?? DEFAULT_DELIMITERS.variableEnd,
    commentStart: options.commentStart ?? DEFAULT_DELIMITERS.commentStart,
    commentEnd: options.commentEnd ?? DEFAULT_DELIMITERS.commentEnd,
    trimBlocks: options.trimBlocks ?? DEFAULT_DELIMITERS.trimBlocks,
    lstripBlocks: options.lstripBlocks ?? DEFAULT_DELIMITERS.lstripBlocks,
    newlineSequence: options.newlineSequence ?? DEFAULT_DELIMITERS.newlineSequence,
  };
}
