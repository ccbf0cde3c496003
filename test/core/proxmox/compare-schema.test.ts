import { describe, expect, test } from "vitest";
import { apiSchema, type ApiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { parseApidoc } from "../../../core/proxmox/schema/apidoc.ts";
import { compareSchemas, mayBreak } from "../../../core/proxmox/schema/compare-schema.ts";
import { apidocAnswer } from "../../pve/http/apidoc.ts";
import { APIDOC_PATH } from "../../../core/proxmox/schema/apidoc.ts";
import { codeOf } from "../../helpers/code-of.ts";

const published = (schema: ApiSchema): string => apidocAnswer(schema, APIDOC_PATH)?.body ?? "";

describe("parseApidoc()", () => {
  test.each(["8.4", "9.2"] as const)("reads back all methods of %s", (version) => {
    const schema = apiSchema(version);
    expect(Object.keys(parseApidoc(published(schema))).toSorted()).toEqual(Object.keys(schema.methods).toSorted());
  });

  test("is not led astray by brackets in texts, nor by code behind the data", () => {
    const text = `"use strict";\nvar pveapi = [{"path": "/a", "info": {"GET": {"description": "x ] \\" ["}}}];\nlet y = [1];`;
    expect(Object.keys(parseApidoc(text))).toEqual(["GET /a"]);
  });

  test.each(["", "<html>login</html>", "const apiSchema = [", "const apiSchema = [nonsense];"])(
    "refuses %j",
    (text) => {
      expect(codeOf(() => parseApidoc(text))).toBe("PROXMOX_BAD_ANSWER");
    },
  );
});

const property = (more: object = {}): object => ({ type: "string", optional: 1, ...more });

function schemaOf(properties: object, permissions = { user: "all" as const }): ApiSchema {
  return { version: "9.2", methods: { "POST /a": { parameters: { properties: { ...properties } }, permissions } } };
}

const known = schemaOf({
  name: property(),
  mode: property({ enum: ["a", "b"] }),
  net: property({ format: { bridge: property(), tag: property({ type: "integer", maximum: 4094 }) } }),
});

const NONE = { added: [], removed: [], changed: {}, permissions: false };

const cases = {
  "sees nothing in the same schema": { theirs: known, difference: undefined, breaks: false },
  "sees parameters and keys that are new": {
    theirs: schemaOf({
      ...known.methods["POST /a"]?.parameters?.properties,
      extra: property(),
      net: property({
        format: { bridge: property(), tag: property({ type: "integer", maximum: "4094" }), mtu: property() },
      }),
    }),
    difference: { ...NONE, added: ["extra", "net.mtu"] },
    breaks: false,
  },
  "sees what is gone": {
    theirs: schemaOf({
      name: property(),
      mode: property({ enum: ["a"] }),
      net: property({ format: { bridge: property() } }),
    }),
    difference: { ...NONE, removed: ["net.tag"], changed: { mode: ["value b is gone"] } },
    breaks: true,
  },
  "sees what is required now": {
    theirs: schemaOf({
      ...known.methods["POST /a"]?.parameters?.properties,
      name: { type: "string" },
      must: { type: "string" },
    }),
    difference: { ...NONE, added: ["must (required)"], changed: { name: ["now required"] } },
    breaks: true,
  },
};

describe("compareSchemas()", () => {
  test.each(Object.entries(cases))("%s", (_name, { theirs, difference, breaks }) => {
    const found = compareSchemas(known, parseApidoc(published(theirs)));
    const expected = difference === undefined ? {} : { "POST /a": difference };
    expect(found).toEqual({ removed: [], methods: expected });
    expect(Object.values(found.methods).some(mayBreak)).toBe(breaks);
  });

  test("sees methods that are gone, and other privileges", () => {
    const theirs = schemaOf({ ...known.methods["POST /a"]?.parameters?.properties });
    expect(compareSchemas(known, {}).removed).toEqual(["POST /a"]);
    const stricter = {
      "POST /a": { ...theirs.methods["POST /a"], permissions: { check: ["perm", "/", ["Sys.Modify"]] as const } },
    };
    expect(compareSchemas(known, stricter).methods["POST /a"]).toMatchObject({ permissions: true });
  });

  test("tells 8.4 from 9.2", () => {
    const found = compareSchemas(apiSchema("8.4"), parseApidoc(published(apiSchema("9.2"))));
    expect(found.methods["POST /nodes/{node}/vzdump"]?.removed).toContain("maxfiles");
  });
});
