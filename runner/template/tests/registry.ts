import type { Plugin, TestTable } from "../plugin.ts";
import { compareTests } from "./compare.ts";
import { containerTests } from "./containers.ts";
import { fileTests } from "./files.ts";
import { kindTests } from "./kinds.ts";
import { regexTests } from "./regex.ts";
import { resultTests } from "./results.ts";
import { versionTests } from "./version.ts";

const TABLE: TestTable = {
  ...compareTests,
  ...containerTests,
  ...fileTests,
  ...kindTests,
  ...regexTests,
  ...resultTests,
  ...versionTests,
};

const byName = new Map<string, Plugin<boolean>>();
for (const [name, test] of Object.entries(TABLE)) {
  for (const prefix of ["", "ansible.builtin.", "ansible.legacy."]) byName.set(prefix + name, test);
}

/** The test of a short or full name; `undefined` when there is none. */
export function testNamed(name: string): Plugin<boolean> | undefined {
  return byName.get(name);
}

/** All names, short and full. */
export function testNames(): Iterable<string> {
  return byName.keys();
}
