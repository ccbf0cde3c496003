import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HintedError } from "../../core/errors.ts";
import { scopeOf, templarIn } from "./outcome.ts";

interface Overrides {
  readonly lstrip_blocks?: boolean;
  readonly trim_blocks?: boolean;
  readonly newline_sequence?: "\r\n";
  readonly variable_start_string?: string;
  readonly variable_end_string?: string;
  readonly block_start_string?: string;
  readonly block_end_string?: string;
  readonly comment_start_string?: string;
  readonly comment_end_string?: string;
}

const folder = fileURLToPath(new URL("../fixtures/render", import.meta.url));
// Recorded by scripts/differential/generate_render_cases.py with ansible-core 2.19.
const recorded: { readonly vars: string; readonly cases: [string, Overrides, { text?: string; error?: true }][] } =
  JSON.parse(readFileSync(`${folder}-cases.json`, "utf8"));
const scope = scopeOf(recorded.vars);

function given(options: Record<string, string | boolean | undefined>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

describe("Templar.renderFile()", () => {
  test.each(recorded.cases)("renders %s with %j as the template module does", (name, overrides, outcome) => {
    const path = join(folder, name);
    const options = given({
      lstripBlocks: overrides.lstrip_blocks,
      trimBlocks: overrides.trim_blocks,
      newlineSequence: overrides.newline_sequence,
      variableStart: overrides.variable_start_string,
      variableEnd: overrides.variable_end_string,
      blockStart: overrides.block_start_string,
      blockEnd: overrides.block_end_string,
      commentStart: overrides.comment_start_string,
      commentEnd: overrides.comment_end_string,
    });
    const render = (): string => templarIn(folder).renderFile(readFileSync(path, "utf8"), scope, { path, ...options });
    if (outcome.error) expect(render).toThrow(HintedError);
    else expect(render()).toBe(outcome.text);
  });

  test("places an error in the file that holds it", () => {
    const text = "first\n{% include 'undefd.j2' %}\n";
    const render = (): string => templarIn(folder).renderFile(text, scope, { path: join(folder, "main.j2") });
    expect(render).toThrow(
      expect.objectContaining({
        code: "TEMPLATE_UNDEFINED",
        origin: { file: join(folder, "undefd.j2"), line: 1, column: 4 },
      }),
    );
  });
});
