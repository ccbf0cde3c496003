import { describe, expect, test } from "vitest";
import { unifiedDiff } from "../../runner/report/unified-diff.ts";

const cases: Record<string, readonly [before: string, after: string, diff: string]> = {
  "is empty for equal texts": ["a\n", "a\n", ""],
  "shows a new file": ["", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"],
  "shows a removed file": ["a\n", "", "@@ -1 +0,0 @@\n-a\n"],
  "shows a changed line in its place": ["a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"],
  "marks a missing newline": ["a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"],
  "cuts hunks apart": [
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
    "x\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ny\n",
    "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -9,4 +9,4 @@\n 9\n 10\n 11\n-12\n+y\n",
  ],
};

describe("unifiedDiff()", () => {
  test.each(Object.entries(cases))("%s", (_name, [before, after, diff]) => {
    expect(unifiedDiff(before, after)).toBe(diff);
  });
});
