import { describe, expect, test } from "vitest";
import {
  fileNameFor,
  parseSource,
  renderSources,
  type SourceLists,
  withoutSource,
  withSource,
} from "../../../runner/execute/actions/packages/apt/source-lists.ts";

const SOURCE = "deb http://a/debian stable main";

function lists(files: Readonly<Record<string, readonly string[]>>): SourceLists {
  return new Map(Object.entries(files).map(([name, lines]) => [name, lines.map(parseSource)]));
}

function texts(all: SourceLists): Readonly<Record<string, string>> {
  return Object.fromEntries([...all].map(([name, lines]) => [name, renderSources(lines)]));
}

describe("withSource()", () => {
  const cases: Record<string, readonly [Record<string, readonly string[]>, Record<string, string>]> = {
    "adds a new source to its file": [{}, { new: `${SOURCE}\n` }],
    "keeps a source that is there": [{ old: [SOURCE] }, { old: `${SOURCE}\n` }],
    "takes a commented source into use": [{ old: [`# ${SOURCE} # why`] }, { old: `${SOURCE} # why\n` }],
    "knows a source whatever its blanks": [{ old: ["deb  http://a/debian stable   main"] }, { old: `${SOURCE}\n` }],
  };
  test.each(Object.entries(cases))("%s", (_name, [before, after]) => {
    expect(texts(withSource(lists(before), SOURCE, "new"))).toEqual(after);
  });
});

describe("withoutSource()", () => {
  test("removes the source wherever it is used, and nothing else", () => {
    const before = lists({ a: [SOURCE, "# text", "deb http://b x y"], b: [SOURCE], c: [`# ${SOURCE}`] });
    expect(texts(withoutSource(before, SOURCE))).toEqual({
      a: "# text\ndeb http://b x y\n",
      b: "",
      c: `# ${SOURCE}\n`,
    });
  });
});

describe("fileNameFor()", () => {
  test.each([
    ["deb http://deb.example.com/debian stable main", "deb_example_com_debian"],
    ["deb [arch=amd64] https://user:secret@example.com/x y z", "example_com_x"],
  ])("names %s after its address", (source, name) => {
    expect(fileNameFor(source)).toBe(name);
  });
});
