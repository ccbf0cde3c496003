import { describe, expect, test } from "vitest";
import { loadYaml } from "../../core/yaml/index.ts";
import { keyPath, setYamlKey, yamlScalar } from "../../vault/yaml-key.ts";

const decrypt = (): string => "never";

function set(text: string, key: string, value: string): string {
  const path = keyPath(loadYaml(text, { file: "t", decrypt }), key);
  return setYamlKey(text, path, { render: () => yamlScalar(value), file: "t", decrypt });
}

interface Case {
  readonly text: string;
  readonly key: string;
  readonly value: string;
  readonly after: string;
}

const cases: Record<string, Case> = {
  "replaces a plain value and keeps comments": {
    text: "# top\na: 1   # one\nb: old # two\nc: 3\n",
    key: "b",
    value: "new",
    after: "# top\na: 1   # one\nb: new # two\nc: 3\n",
  },
  "quotes what would not read back as text": { text: "a: x\n", key: "a", value: "yes", after: 'a: "yes"\n' },
  "writes line ends as escapes": {
    text: "a: x\nb: 1\n",
    key: "a",
    value: "l1\nl2\n",
    after: 'a: "l1\\nl2\\n"\nb: 1\n',
  },
  "marks text with braces as no template": { text: "a: x\n", key: "a", value: "p{{w", after: 'a: !unsafe "p{{w"\n' },
  "replaces a quoted value over several lines": {
    text: "a: 'one\n  two'\nb: 1\n",
    key: "a",
    value: "z",
    after: "a: z\nb: 1\n",
  },
  "replaces a block text and keeps what is around it": {
    text: "a: |\n  one\n  two\n\n# next\nb: 1\n",
    key: "a",
    value: "z",
    after: "a: z\n\n# next\nb: 1\n",
  },
  "replaces a list": { text: "a:\n  - 1\n  - 2\nb: 1\n", key: "a", value: "z", after: "a: z\nb: 1\n" },
  "replaces a tagged value": {
    text: "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\nb: 1\n",
    key: "a",
    value: "z",
    after: "a: z\nb: 1\n",
  },
  "fills an empty value": { text: "a:\nb: 1\n", key: "a", value: "z", after: "a: z\nb: 1\n" },
  "reaches a nested key by dots": {
    text: "db:\n  user: u  # who\n  pass: p\nc: 1\n",
    key: "db.pass",
    value: "new",
    after: "db:\n  user: u  # who\n  pass: new\nc: 1\n",
  },
  "takes a key with a dot as it is": { text: "a.b: 1\n", key: "a.b", value: "z", after: "a.b: z\n" },
  "adds a missing key at the end": { text: "a: 1 # x\n", key: "b", value: "z", after: "a: 1 # x\nb: z\n" },
  "adds a missing key to a file without final newline": { text: "a: 1", key: "b", value: "z", after: "a: 1\nb: z\n" },
  "adds a missing nested key": {
    text: "db:\n  user: u\n\nc: 1\n",
    key: "db.pass",
    value: "z",
    after: "db:\n  user: u\n  pass: z\n\nc: 1\n",
  },
  "fills an empty document": {
    text: "---\n# nothing yet\n",
    key: "a",
    value: "z",
    after: "---\n# nothing yet\na: z\n",
  },
  "changes a key of a dict in braces": {
    text: "d: {a: 1, b: 2}\n",
    key: "d.a",
    value: "z",
    after: "d: {a: z, b: 2}\n",
  },
  "finds a key that other tools take for a boolean": {
    text: "y: old\nn: 1\n",
    key: "y",
    value: "z",
    after: "y: z\nn: 1\n",
  },
  "adds a key that would not read back as text in quotes": {
    text: "a: 1\n",
    key: "on",
    value: "z",
    after: 'a: 1\n"on": z\n',
  },
  "keeps CRLF line ends of other keys": { text: "a: 1\r\nb: 2\r\n", key: "a", value: "z", after: "a: z\r\nb: 2\r\n" },
};

describe("setYamlKey()", () => {
  test.each(Object.entries(cases))("%s", (_name, { text, key, value, after }) => {
    expect(set(text, key, value)).toBe(after);
  });

  test.each([
    ["a dict in braces can not take a new key", "d: {a: 1}\n", "d.b"],
    ["a list has no keys", "- 1\n", "a"],
    ["an anchor others refer to would be lost", "a: &x 1\nb: *x\n", "a"],
    ["a text has no keys below it", "a: text\n", "a.b"],
    ["a key that is there twice would keep its other value", "a: clear\nb: 1\na: 2\n", "a"],
    ["a boolean is no text", "yes: 1\n", "yes"],
    ["an empty key", "a: 1\n", ""],
    ["an empty part of a key", "a: {b: 1}\n", "a..b"],
  ])("refuses: %s", (_name, text, key) => {
    expect(() => set(text, key, "z")).toThrow(expect.objectContaining({ name: "HintedError" }));
  });
});
