import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { dumpYaml, type DumpOptions } from "../../../core/yaml/index.ts";
import { decode } from "../../template/encode.ts";

interface PyYamlOptions {
  readonly indent?: number;
  readonly width?: number;
  readonly sort_keys?: boolean;
  readonly default_flow_style?: boolean;
  readonly explicit_start?: boolean;
}

// Recorded by scripts/differential/generate_yaml_dump_cases.py with PyYAML's C dumper.
const recorded: readonly [unknown, PyYamlOptions, string][] = JSON.parse(
  gunzipSync(readFileSync(new URL("../../fixtures/yaml-dump-cases.json.gz", import.meta.url))).toString("utf8"),
);

function optionsOf(options: PyYamlOptions): DumpOptions {
  const { indent, width, sort_keys: sortKeys, default_flow_style: flow, explicit_start: explicitStart } = options;
  return Object.fromEntries(
    Object.entries({ indent, width, sortKeys, flow, explicitStart }).filter(([, value]) => value !== undefined),
  );
}

describe("dumpYaml()", () => {
  test("writes every recorded value as PyYAML does, byte for byte", () => {
    const ours = recorded.map(([value, options]) => [value, options, dumpYaml(decode(value), optionsOf(options))]);
    expect(ours.length).toBeGreaterThan(2000);
    expect(ours).toEqual(recorded);
  });
});
