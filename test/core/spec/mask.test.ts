import { describe, expect, test } from "vitest";
import { MASK, maskOptions, maskSecrets, secretsIn } from "../../../core/spec/mask.ts";
import type { Options } from "../../../core/spec/options.ts";

const options = {
  user: { type: "str", description: "" },
  password: { type: "str", secret: true, aliases: ["pass"], description: "" },
  tokens: {
    type: "list",
    elements: "dict",
    description: "",
    options: { secret: { type: "str", secret: true, description: "" } },
  },
} as const satisfies Options;

const args = { user: "root", password: "hunter2&x", tokens: [{ secret: "abc-def" }] };

describe("maskSecrets()", () => {
  test("hides every secret wherever it stands, in encoded forms too", () => {
    const data = {
      msg: "login root:hunter2&x",
      url: `?p=${encodeURIComponent("hunter2&x")}`,
      list: ["abc-def"],
      "abc-def": 1,
    };
    const masked = JSON.stringify(maskSecrets(data, secretsIn(options, args)));
    expect(masked).not.toMatch(/hunter2|abc-def/);
    expect(masked).toContain("root");
  });
});

describe("maskOptions()", () => {
  test("replaces secret options as a whole, by name, by alias and inside lists", () => {
    expect(maskOptions(options, { user: "root", pass: "x", tokens: [{ secret: "y", other: 1 }] })).toEqual({
      user: "root",
      pass: MASK,
      tokens: [{ secret: MASK, other: 1 }],
    });
  });
});
