import { describe, expect, test } from "vitest";
import { isWanted } from "../../runner/execute/tags.ts";

const cases: Record<string, readonly [own: string, tags: string, skip: string, wanted: boolean]> = {
  "takes everything without a choice": ["", "", "", true],
  "leaves out never without a choice": ["never", "", "", false],
  "takes never by its other tag": ["never x", "x", "", true],
  "takes never by its name": ["never", "never", "", true],
  "takes what is named": ["a b", "b", "", true],
  "leaves out what is not named": ["a", "b", "", false],
  "takes always whatever is named": ["always", "b", "", true],
  "takes tagged ones": ["a", "tagged", "", true],
  "does not take never as tagged": ["never", "tagged", "", false],
  "takes untagged ones": ["", "untagged", "", true],
  "does not take tagged as untagged": ["a", "untagged", "", false],
  "skips what is named": ["a b", "", "b", false],
  "skips always by its name": ["always", "", "always", false],
  "keeps always when all is skipped": ["always", "", "all", true],
  "skips everything else then": ["a", "", "all", false],
  "skips tagged ones": ["a", "", "tagged", false],
  "skips untagged ones": ["", "", "untagged", false],
  "skips what is both wanted and skipped": ["a b", "a", "b", false],
};

describe("isWanted()", () => {
  test.each(Object.entries(cases))("%s", (_name, [own, tags, skip, wanted]) => {
    const split = (text: string): string[] => text.split(" ").filter(Boolean);
    expect(isWanted(new Set(split(own)), { tags: split(tags), skipTags: split(skip) })).toBe(wanted);
  });
});
